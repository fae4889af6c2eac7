//! What do sites say in the place of an article? The phrases of paywalls, of
//! questions about cookies and of error pages.

/// Whether one of the phrases, folded, is in a text.
pub(super) fn holds(text: &str, phrases: &[&str]) -> bool {
    let text = crate::text::fold(text);
    phrases.iter().any(|phrase| text.contains(phrase))
}

/// Said by sites to a reader without subscription.
pub(super) const PAYWALL: &[&str] = &[
    "subscribe to continue",
    "subscribe to read",
    "subscribe to keep reading",
    "subscribe now to continue",
    "subscribe now to read",
    "subscribe for full access",
    "subscribe to unlock",
    "to continue reading",
    "to keep reading",
    "to read the full",
    "to read the rest",
    "to read this article",
    "continue reading with a",
    "for subscribers only",
    "for subscribers.",
    "is for subscribers",
    "subscriber-only",
    "subscriber exclusive",
    "already a subscriber",
    "already have an account? log in",
    "already a member? sign in",
    "unlock this article",
    "unlock the full",
    "free articles remaining",
    "free articles left",
    "reached your limit of free",
    "reached your article limit",
    "register to continue",
    "log in to continue reading",
    "start your free trial",
    "jetzt weiterlesen",
    "reserve aux abonnes",
];

/// Said to a browser that runs no programs.
pub(super) const JAVASCRIPT: &[&str] = &[
    "enable javascript",
    "javascript is disabled",
    "javascript is not enabled",
    "requires javascript",
    "turn on javascript",
    "javascript to run this app",
];

/// Said before anything may be read.
pub(super) const COOKIES: &[&str] = &[
    "we use cookies",
    "uses cookies",
    "accept cookies",
    "accept all cookies",
    "accept all",
    "cookie consent",
    "cookie settings",
    "cookie policy",
    "cookie preferences",
    "manage cookies",
    "and our partners store",
    "wir verwenden cookies",
    "nous utilisons des cookies",
    "utilizamos cookies",
];

/// Whether a short text is the heading of an error or challenge page.
pub(super) fn is_error(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "page not found",
        "page cannot be found",
        "page can't be found",
        "page could not be found",
        "page you requested",
        "page you are looking for",
        "page you're looking for",
        "page doesn't exist",
        "page does not exist",
        "this page isn't available",
        "access denied",
        "access to this page has been denied",
        "you don't have permission to access",
        "internal server error",
        "service unavailable",
        "bad gateway",
        "gateway timeout",
        "gateway time-out",
        "too many requests",
        "verify you are human",
        "verifying you are human",
        "checking your browser",
        "are you a robot",
        "unusual traffic",
        "attention required!",
        "something went wrong",
        "temporarily unavailable",
        "site can't be reached",
    ];
    let text = crate::text::fold(text);
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let code = words
        .find(|word| !word.is_empty() && *word != "error" && *word != "http")
        .is_some_and(|word| {
            matches!(
                word,
                "400"
                    | "401"
                    | "403"
                    | "404"
                    | "410"
                    | "429"
                    | "451"
                    | "500"
                    | "502"
                    | "503"
                    | "504"
            )
        });
    let names_fault = [
        "error",
        "not found",
        "forbidden",
        "unauthorized",
        "denied",
        "gone",
    ]
    .iter()
    .any(|word| text.contains(word));
    let exact = ["just a moment...", "not found", "forbidden", "404"].contains(&text.trim());
    (code && names_fault) || exact || PHRASES.iter().any(|phrase| text.contains(phrase))
}
