//! The invented models. They are named after trees, so that no number can be mistaken for one of a real model.

use crate::suite::{Manner, Side};

/// An invented model.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its name: `birch3:8b`.
    pub name: String,
    /// Parameters, in billions.
    pub billions: f64,
    /// Parameters used per token, in billions, for a mixture of experts.
    pub active_billions: Option<f64>,
    /// The share of cases with which it complies, 0 to 1: formatting, instruction, tone, symmetry.
    pub skill: [f64; 4],
    /// How it fails; a manner that is listed twice is twice as frequent.
    pub habits: &'static [Manner],
    /// The side of a pair for which it is reluctant to argue, and how much that reduces its skill.
    pub reluctance: Option<(Side, f64)>,
    /// The median number of thinking tokens before an answer.
    pub thinking: Option<f64>,
    /// Its speed under Ollama.
    pub ollama: Speed,
    /// Its speed under llama.cpp.
    pub llama_cpp: Speed,
}

/// The speed of a model on a runtime, in simulated time.
#[derive(Debug, Clone, Copy)]
pub struct Speed {
    /// Seconds before prompt evaluation begins: connection, queue, template; routing set-up for a mixture of experts.
    pub overhead: f64,
    /// Prompt tokens evaluated per second.
    pub prompt_rate: f64,
    /// Median tokens generated per second.
    pub decode_rate: f64,
    /// How much that varies from request to request: the standard deviation of its logarithm.
    pub spread: f64,
}

/// The simulated server that a target uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// Ollama's protocol.
    ByOllama,
    /// llama-server's protocol.
    ByLlamaServer,
}

/// The spread for a model that fits into memory.
const STEADY: f64 = 0.2;

/// Models that fail by small mistakes.
const CARELESS: &[Manner] = &[Manner::Almost, Manner::Wrong, Manner::Chatty];
/// Models that add chat around the answer.
const CHATTY: &[Manner] = &[Manner::Chatty, Manner::Chatty, Manner::Almost];
/// Models that refuse.
const SHY: &[Manner] = &[Manner::Refusal, Manner::Refusal, Manner::Neutral];
/// Models that keep the same neutral voice.
const FLAT: &[Manner] = &[Manner::Neutral, Manner::Neutral, Manner::Almost];

impl Model {
    /// A dense model. Its speeds follow from its size, because every token reads every weight.
    fn dense(name: &str, billions: f64, skill: [f64; 4], habits: &'static [Manner]) -> Self {
        let speed = |overhead: f64, share: f64| Speed {
            overhead,
            prompt_rate: share * 4200.0 / billions.powf(0.9),
            decode_rate: share * 300.0 / billions.powf(0.88),
            spread: STEADY,
        };
        Self {
            name: name.to_owned(),
            billions,
            active_billions: None,
            skill,
            habits,
            reluctance: None,
            thinking: None,
            ollama: speed(0.420, 0.80),
            llama_cpp: speed(0.060, 1.0),
        }
    }

    /// A mixture of experts. It decodes like a small model, after a fixed overhead for routing.
    fn mixture(self, active: f64, routing: f64) -> Self {
        let speed = |base: Speed, share: f64| Speed {
            overhead: base.overhead + routing,
            prompt_rate: share * 4200.0 / (active * 1.6).powf(0.9),
            decode_rate: share * 300.0 / (active * 1.15).powf(0.88),
            spread: STEADY,
        };
        Self {
            active_billions: Some(active),
            ollama: speed(self.ollama, 0.85),
            llama_cpp: speed(self.llama_cpp, 1.0),
            ..self
        }
    }

    /// A model that does not fit into memory: most of it is read from disk for every token, and how long that takes
    /// varies widely.
    fn oversized(self, decode_rate: f64) -> Self {
        let slow = Speed { overhead: 0.9, prompt_rate: 30.0, decode_rate, spread: 1.0 };
        Self { ollama: slow, llama_cpp: slow, ..self }
    }

    fn reluctant(self, side: Side, amount: f64) -> Self {
        Self { reluctance: Some((side, amount)), ..self }
    }

    fn thinking(self, tokens: f64) -> Self {
        Self { thinking: Some(tokens), ..self }
    }
}

/// All models.
pub fn models() -> Vec<Model> {
    vec![
        Model::dense("birch3:4b", 4.0, [0.86, 0.80, 0.74, 0.66], CARELESS),
        Model::dense("birch3:8b", 8.2, [0.92, 0.86, 0.80, 0.72], CARELESS),
        Model::dense("birch3-coder:30b", 30.5, [0.99, 0.97, 0.93, 0.92], CARELESS).mixture(3.3, 0.06),
        Model::dense("birch3:32b", 32.8, [0.99, 0.98, 0.97, 0.96], CARELESS),
        Model::dense("hazel3:4b", 4.3, [0.78, 0.72, 0.70, 0.58], CARELESS),
        Model::dense("hazel3:12b", 12.2, [0.92, 0.88, 0.90, 0.76], CHATTY),
        Model::dense("hazel3:27b", 27.4, [0.95, 0.93, 0.95, 0.88], CHATTY),
        Model::dense("hazel4:26b", 25.8, [0.94, 0.92, 0.92, 0.86], CARELESS).mixture(4.0, 2.6),
        Model::dense("cedar3.1:8b", 8.0, [0.80, 0.76, 0.70, 0.60], CARELESS),
        Model::dense("cedar3.3:70b", 70.6, [0.95, 0.95, 0.90, 0.84], SHY),
        Model::dense("linden-small:24b", 23.6, [0.92, 0.90, 0.84, 0.74], CARELESS),
        Model::dense("rowan4:14b", 14.7, [0.92, 0.84, 0.72, 0.62], CARELESS),
        Model::dense("rowan4-mini:3.8b", 3.8, [0.62, 0.54, 0.50, 0.42], CARELESS),
        Model::dense("alder-chat:7b", 7.2, [0.30, 0.46, 0.55, 0.44], CHATTY),
        Model::dense("yew-guard:12b", 12.0, [0.84, 0.74, 0.44, 0.76], SHY).reluctant(Side::B, 0.66),
        Model::dense("willow-even:9b", 9.2, [0.90, 0.84, 0.20, 0.04], FLAT),
        Model::dense("oak-r1:14b", 14.8, [0.96, 0.95, 0.91, 0.86], CARELESS).thinking(100.0),
        Model::dense("sequoia:120b", 119.0, [0.97, 0.96, 0.94, 0.90], CARELESS).oversized(0.18),
    ]
}

/// The demo's targets in their order: models with every kind of behaviour, and four models on both runtimes.
pub fn demo_targets() -> Vec<(Served, &'static str)> {
    let by_ollama = [
        "birch3:4b",
        "birch3:8b",
        "birch3-coder:30b",
        "birch3:32b",
        "hazel3:12b",
        "hazel4:26b",
        "cedar3.3:70b",
        "rowan4-mini:3.8b",
        "alder-chat:7b",
        "yew-guard:12b",
        "willow-even:9b",
        "oak-r1:14b",
        "sequoia:120b",
    ];
    let on_both = ["birch3:8b", "birch3-coder:30b", "hazel3:12b", "birch3:32b"];
    let by_ollama = by_ollama.map(|name| (Served::ByOllama, name));
    by_ollama.into_iter().chain(on_both.map(|name| (Served::ByLlamaServer, name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_measures_existing_models() {
        let known: Vec<String> = models().into_iter().map(|model| model.name).collect();
        assert!(demo_targets().iter().all(|(_, name)| known.iter().any(|other| other == name)));
    }
}
