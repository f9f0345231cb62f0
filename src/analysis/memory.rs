//! How fast a machine reads its memory, as the vendor documents it: the limit of generating, since every token reads the model's weights.

use std::collections::BTreeMap;

use crate::record::{Run, Target};

/// A machine's memory bandwidth.
#[derive(Debug, Clone, PartialEq)]
pub enum MemoryBandwidth {
    /// It is documented.
    Known(KnownBandwidth),
    /// It is not known for this run, and why.
    NotKnown(String),
}

/// A documented bandwidth.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownBandwidth {
    /// Bytes per second.
    pub bytes_per_second: f64,
    /// Whose it is: `Apple M4 Pro`.
    pub of: String,
    /// Who documents it: `Apple’s specifications`.
    pub source: &'static str,
}

impl MemoryBandwidth {
    /// The bandwidth; `None` if it is not known.
    pub fn known(&self) -> Option<&KnownBandwidth> {
        match self {
            Self::Known(known) => Some(known),
            Self::NotKnown(_) => None,
        }
    }

    /// The bandwidth, or the one that a site states, in GB/s by the name of a graphics card or a processor. A card counts before the processor:
    /// who states it says that the models were in its memory.
    pub(super) fn or_stated(self, run: &Run, stated: &BTreeMap<String, f64>) -> Self {
        if self.known().is_some() || run.simulation.is_some() || !run.targets.iter().all(is_here) {
            return self;
        }
        let cards = run.environment.graphics.iter().map(|card| &card.name);
        let found = cards.chain(&run.environment.processor).find_map(|name| stated.get_key_value(name));
        found.map_or(self, |(of, gigabytes)| {
            let (bytes_per_second, of) = (gigabytes * 1e9, of.clone());
            Self::Known(KnownBandwidth { bytes_per_second, of, source: "as this site states" })
        })
    }
}

/// Whether the server of a target was on the machine that asked.
fn is_here(target: &Target) -> bool {
    target.address.is_some() || !target.serve.is_empty()
}

/// A chip with its bandwidth in GB/s, and where one name has several, the number of cores that tells them apart.
type Documented = (&'static str, Option<u64>, f64);

/// Apple's chips, by the technical specifications of the machines: <https://support.apple.com/docs/mac>.
const APPLE: [Documented; 17] = [
    ("Apple M1", None, 68.25),
    ("Apple M1 Pro", None, 200.0),
    ("Apple M1 Max", None, 400.0),
    ("Apple M1 Ultra", None, 800.0),
    ("Apple M2", None, 100.0),
    ("Apple M2 Pro", None, 200.0),
    ("Apple M2 Max", None, 400.0),
    ("Apple M2 Ultra", None, 800.0),
    ("Apple M3", None, 100.0),
    ("Apple M3 Pro", None, 150.0),
    ("Apple M3 Max", Some(14), 300.0),
    ("Apple M3 Max", Some(16), 400.0),
    ("Apple M3 Ultra", None, 819.0),
    ("Apple M4", None, 120.0),
    ("Apple M4 Pro", None, 273.0),
    ("Apple M4 Max", Some(14), 410.0),
    ("Apple M4 Max", Some(16), 546.0),
];

/// The bandwidth of the memory that a run's models were read from.
pub(super) fn of(run: &Run) -> MemoryBandwidth {
    let not_known = |why: &str| MemoryBandwidth::NotKnown(why.to_owned());
    if run.simulation.is_some() {
        return not_known("the models are simulated");
    }
    if !run.targets.iter().all(is_here) {
        return not_known("a server is on another machine");
    }
    let Some(processor) = &run.environment.processor else { return not_known("the processor is not known") };
    let cores = run.environment.cores;
    let is_it = |(name, of_cores, _): &&Documented| {
        name == processor && of_cores.is_none_or(|of_cores| Some(of_cores) == cores)
    };
    match APPLE.iter().find(is_it) {
        Some((_, _, gigabytes)) => MemoryBandwidth::Known(KnownBandwidth {
            bytes_per_second: gigabytes * 1e9,
            of: processor.clone(),
            source: "Apple’s specifications",
        }),
        None => not_known("the bandwidth of this machine’s memory is not documented here"),
    }
}
