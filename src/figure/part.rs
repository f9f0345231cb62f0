//! The parts of stacked bars.

/// A part of every bar, with a colour of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarPart {
    /// The first.
    Overhead,
    /// The second.
    Load,
    /// The third.
    Prompt,
    /// The last.
    Generation,
}

impl BarPart {
    /// All parts, from the left.
    pub const ALL: [Self; 4] = [Self::Overhead, Self::Load, Self::Prompt, Self::Generation];

    /// In words, for legends.
    pub fn words(self) -> &'static str {
        match self {
            Self::Overhead => "overhead",
            Self::Load => "load",
            Self::Prompt => "prompt",
            Self::Generation => "generation",
        }
    }
}
