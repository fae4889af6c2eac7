//! What is looked up when somebody asks how the service is doing: the library,
//! what waits in the store, and what the process takes of the machine.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::gauge::ConstGauge,
    registry::Unit,
};

use crate::{bot::Bot, store::Store};

/// Deepest directory below the index that is measured; an index is flat.
const DEEPEST: u32 = 4;

/// The library and the store of the service.
#[derive(Debug)]
pub struct Observed {
    /// Whose library it is.
    pub bot: Arc<Bot>,
    /// What waits.
    pub store: Arc<Store>,
    /// Where the search index is.
    pub index: PathBuf,
    /// When the service was started.
    pub since: SystemTime,
}

impl Observed {
    /// Whether what lasts can be read.
    pub(super) fn is_readable(&self) -> bool {
        self.store.backlog().is_ok()
    }
}

/// The collector of what is observed.
#[derive(Debug)]
pub(super) struct Look(pub(super) Arc<Observed>);

impl Collector for Look {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let observed = &self.0;
        let mut write = |name: &str, help: &str, unit: Option<&Unit>, value: u64| {
            gauge(&mut encoder, name, help, unit, value)
        };
        let articles = observed.bot.library().len() as u64;
        write("articles", "Articles in the library", None, articles)?;
        let bytes = Some(&Unit::Bytes);
        let index = bytes_below(&observed.index, DEEPEST);
        write("index", "Size of the search index", bytes, index)?;
        let store = ["", "-wal"].map(|suffix| {
            let path = format!("{}{suffix}", observed.store.path().display());
            fs::metadata(path).map_or(0, |file| file.len())
        });
        write("store", "Size of the store", bytes, store.iter().sum())?;
        // A store that cannot be read is said by the other two pages.
        if let Ok(backlog) = observed.store.backlog() {
            write(
                "inbox",
                "Questions written down that have no reply yet",
                None,
                backlog.inbox,
            )?;
            write(
                "outbox",
                "Replies that no platform has confirmed",
                None,
                backlog.outbox,
            )?;
            let oldest = backlog.oldest.map_or(0, |oldest| {
                u64::try_from(crate::library::now().saturating_sub(oldest)).unwrap_or(0)
            });
            write(
                "inbox_oldest",
                "Age of the oldest question without a reply",
                Some(&Unit::Seconds),
                oldest,
            )?;
        }
        Ok(())
    }
}

/// The collector of what every process has, under the names that all programs
/// give it.
#[derive(Debug)]
pub(super) struct Process(pub(super) SystemTime);

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut write = |name: &str, help: &str, unit: Option<&Unit>, value: u64| {
            gauge(&mut encoder, name, help, unit, value)
        };
        let started = self.0.duration_since(SystemTime::UNIX_EPOCH);
        write(
            "process_start_time",
            "When the process was started, since 1970",
            Some(&Unit::Seconds),
            started.map_or(0, |started| started.as_secs()),
        )?;
        if let Some(bytes) = resident_memory() {
            let help = "Memory that the process holds";
            write("process_resident_memory", help, Some(&Unit::Bytes), bytes)?;
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            let open = open.count() as u64;
            write("process_open_fds", "Open files and connections", None, open)?;
        }
        Ok(())
    }
}

fn gauge(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    unit: Option<&Unit>,
    value: u64,
) -> fmt::Result {
    let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
    let metric = encoder.encode_descriptor(name, help, unit, gauge.metric_type())?;
    gauge.encode(metric)
}

/// The resident set in bytes, where the system says it (`proc_pid_status(5)`).
fn resident_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// The size of the files below a directory; links are not followed.
fn bytes_below(directory: &Path, depth: u32) -> u64 {
    let Ok(entries) = fs::read_dir(directory) else {
        return 0;
    };
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(file) if file.is_file() => file.len(),
        Ok(below) if below.is_dir() && depth > 0 => bytes_below(&entry.path(), depth - 1),
        _ => 0,
    };
    entries.flatten().map(size).sum()
}
