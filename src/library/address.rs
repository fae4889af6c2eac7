//! Do two addresses lead to one page? Compares what people pass on with what
//! pages say of themselves; opens nothing.

/// Parameters that tell where a reader came from, not what is read: those of
/// the advertisers' and newsletters' own documentation.
const ORIGIN: &[&str] = &[
    "dclid", "fbclid", "gbraid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "twclid",
    "wbraid", "yclid",
];

/// What the addresses of one page have in common: the scheme, `www.`, the
/// fragment, a slash at the end and where the reader came from do not matter.
pub(super) fn page_of(address: &str) -> String {
    let address = address.trim();
    let address = address.split('#').next().unwrap_or_default();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let host = [":80", ":443"]
        .iter()
        .find_map(|port| host.strip_suffix(port))
        .unwrap_or(host);
    let mut page = format!("{host}/{}", path.trim_end_matches('/'));
    let mut joined = '?';
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let name = parameter.split('=').next().unwrap_or_default();
        let name = name.to_lowercase();
        if !name.starts_with("utm_") && !ORIGIN.contains(&name.as_str()) {
            page.push(joined);
            page.push_str(parameter);
            joined = '&';
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_reader_brings_along_does_not_make_another_page() {
        let page = page_of("https://example.org/2026/mill?id=7");
        for address in [
            "http://example.org/2026/mill?id=7",
            "https://www.Example.org/2026/mill?id=7",
            "https://example.org:443/2026/mill/?id=7",
            "https://example.org/2026/mill?id=7#:~:text=two%20million",
            "https://example.org/2026/mill?utm_source=news&id=7&utm_medium=email",
            "https://example.org/2026/mill?id=7&fbclid=IwAR0x",
        ] {
            assert_eq!(page_of(address), page, "{address}");
        }
        for address in [
            "https://example.org/2026/mill",
            "https://example.org/2026/mill?id=8",
            "https://example.org/2026/Mill?id=7",
            "https://news.example.org/2026/mill?id=7",
            "https://example.org/2026/mill/2?id=7",
        ] {
            assert_ne!(page_of(address), page, "{address}");
        }
        assert_eq!(page_of("https://example.org"), page_of("example.org/"));
    }

    proptest! {
        #[test]
        fn whatever_stands_for_an_address_is_taken(address in ".{0,60}") {
            let _ = page_of(&address);
        }
    }
}
