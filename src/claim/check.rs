//! Checks a claim's syntax tree: the names of functions, the number and the kinds of their arguments, what is a number and what is true or false.

use std::ops::Range;

use crate::analysis::Standing;
use crate::wording::Unit;

use super::fault::ClaimFault;
use super::function::{ArgumentKind, FUNCTIONS, Function, MOVES, Meaning, Moving, TIMES, Way};
use super::syntax::{Arithmetic, Binary, Logic, Node, Relation, Tree, read};

/// The lean, in points, within which a target is called symmetric where the claim names no margin.
const MARGIN: f64 = 10.0;

/// A claim whose expression is sound; which models and metrics it names is not looked at yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    text: String,
    pub(super) root: Statement,
}

/// What is true or false.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Statement {
    Joined(Logic, Box<Statement>, Box<Statement>),
    Not(Box<Statement>),
    Word(Word),
    Comparison { relation: Relation, left: Quantity, right: Quantity, range: Range<usize> },
}

/// A statistical word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    /// Whether the first takes less of this time; the range is that of the word.
    Faster {
        one: Spelled,
        other: Spelled,
        time: &'static str,
        range: Range<usize>,
    },
    Fastest {
        one: Spelled,
        time: &'static str,
        range: Range<usize>,
    },
    Ranked {
        one: Spelled,
        other: Spelled,
        standing: Standing,
        range: Range<usize>,
    },
    Best(Spelled),
    OnFrontier(Spelled),
    /// Whether its lean is within a number of points.
    Symmetric {
        one: Spelled,
        margin: f64,
    },
    /// Whether it moved this way since an earlier run.
    Since {
        one: Spelled,
        before: Spelled,
        moving: Moving,
        way: Way,
        range: Range<usize>,
    },
}

/// A number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    pub(super) kind: QuantityKind,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum QuantityKind {
    Constant(f64, Unit),
    Rank(Spelled),
    Metric { id: Spelled, of: Spelled },
    Negative(Box<Quantity>),
    Joined(Arithmetic, Box<Quantity>, Box<Quantity>),
}

/// A name as written, without its quotes, and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spelled {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

/// An argument of a function.
enum Argument {
    Name(Spelled),
    Time(&'static str),
    Number(f64),
    Points(f64),
    Move(Moving),
}

/// Reads and checks a claim's expression.
///
/// # Errors
/// Every fault, in their order in the expression; of the syntax, the first.
pub fn parse(text: &str) -> Result<Claim, Vec<ClaimFault>> {
    let tree = read(text)?;
    let mut checker = Checker { faults: Vec::new() };
    let root = checker.statement(&tree);
    let mut faults = checker.faults;
    faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
    match root {
        Some(root) if faults.is_empty() => Ok(Claim { text: text.to_owned(), root }),
        _ => Err(faults),
    }
}

impl Claim {
    /// The expression.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Collects faults; what has one is `None`.
struct Checker {
    faults: Vec<ClaimFault>,
}

impl Checker {
    fn fault<T>(&mut self, fault: ClaimFault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    fn statement(&mut self, node: &Node) -> Option<Statement> {
        match &node.tree {
            Tree::Not(inner) => Some(Statement::Not(self.statement(inner)?.into())),
            Tree::Binary(Binary::Logic(logic), left, right) => {
                let (left, right) = (self.statement(left), self.statement(right));
                Some(Statement::Joined(*logic, left?.into(), right?.into()))
            }
            Tree::Binary(Binary::Relation(relation), left, right) => {
                let (left, right) = (self.quantity(left), self.quantity(right));
                let range = node.range.clone();
                Some(Statement::Comparison { relation: *relation, left: left?, right: right?, range })
            }
            Tree::Call { name, at, arguments } => {
                let (function, arguments) = self.call(node, (name, at), arguments)?;
                match word(function.meaning, arguments, node.range.clone()) {
                    Some(word) => Some(Statement::Word(word)),
                    None => {
                        let fault =
                            ClaimFault::new(node.range.clone(), format!("`{name}` is a number, not true or false"));
                        self.fault(fault.label("compare it with another number: `<`, `<=`, `>`, `>=`"))
                    }
                }
            }
            Tree::Truth(_) => {
                let fault = ClaimFault::new(node.range.clone(), "this says nothing about the run");
                self.fault(fault.label("write what can be true or false").help(functions()))
            }
            Tree::Text(_) => {
                let fault = ClaimFault::new(node.range.clone(), "a name alone is neither true nor false");
                self.fault(fault.label("say something about it").help(functions()))
            }
            Tree::Name(name) => self.bare(name, &node.range),
            Tree::Number(_) | Tree::Negative(_) | Tree::Binary(Binary::Arithmetic(_), ..) => {
                let fault = ClaimFault::new(node.range.clone(), "this is a number, not true or false");
                self.fault(fault.label("compare it with another number: `<`, `<=`, `>`, `>=`"))
            }
        }
    }

    fn quantity(&mut self, node: &Node) -> Option<Quantity> {
        let range = node.range.clone();
        let kind = match &node.tree {
            Tree::Number(value) => QuantityKind::Constant(*value, Unit::Plain),
            Tree::Negative(inner) => QuantityKind::Negative(self.quantity(inner)?.into()),
            Tree::Binary(Binary::Arithmetic(operator), left, right) => {
                let (left, right) = (self.quantity(left), self.quantity(right));
                QuantityKind::Joined(*operator, left?.into(), right?.into())
            }
            Tree::Call { name, at, arguments } => {
                let (function, arguments) = self.call(node, (name, at), arguments)?;
                match quantity(function.meaning, arguments) {
                    Some(kind) => kind,
                    None => {
                        return self.fault(ClaimFault::new(range, format!("`{name}` is true or false, not a number")));
                    }
                }
            }
            Tree::Name(name) => return self.bare(name, &node.range),
            Tree::Text(_) => {
                let fault = ClaimFault::new(range, "a name is not a number");
                return self.fault(fault.label("write which number of it, such as `qpr(...)`").help(functions()));
            }
            Tree::Truth(_) | Tree::Not(_) | Tree::Binary(..) => {
                return self.fault(ClaimFault::new(range, "this is true or false, not a number"));
            }
        };
        Some(Quantity { kind, range })
    }

    /// A name that is not called.
    fn bare<T>(&mut self, name: &str, range: &Range<usize>) -> Option<T> {
        let fault = ClaimFault::new(range.clone(), format!("unknown name `{name}`"));
        self.fault(match Function::named(name) {
            Some(function) => ClaimFault::new(range.clone(), format!("`{name}` has no arguments"))
                .label(format!("write `{}`", function.form())),
            None => fault.label(format!("names are in quotes: `\"{name}\"`")).help(functions()),
        })
    }

    fn call(
        &mut self,
        node: &Node,
        (name, at): (&str, &Range<usize>),
        arguments: &[Node],
    ) -> Option<(&'static Function, Vec<Argument>)> {
        let Some(function) = Function::named(name) else {
            let fault = ClaimFault::new(at.clone(), format!("unknown function `{name}`"));
            return self.fault(fault.hinted(name, FUNCTIONS.iter().map(|one| one.name)).help(functions()));
        };
        let (most, found) = (function.arguments.len(), arguments.len());
        let least = most - function.optional;
        if !(least..=most).contains(&found) {
            let wanted = if least == most { format!("{most}") } else { format!("{least} or {most}") };
            let noun = if most == 1 { "argument" } else { "arguments" };
            let fault =
                ClaimFault::new(node.range.clone(), format!("`{name}` takes {wanted} {noun}, this has {found}"));
            return self.fault(fault.label(format!("write `{}`", function.form())));
        }
        let checked: Vec<Option<Argument>> = function
            .arguments
            .iter()
            .zip(arguments)
            .map(|((_, kind), argument)| self.argument(function, *kind, argument))
            .collect();
        Some((function, checked.into_iter().collect::<Option<Vec<Argument>>>()?))
    }

    fn argument(&mut self, function: &Function, kind: ArgumentKind, node: &Node) -> Option<Argument> {
        match (kind, &node.tree) {
            (ArgumentKind::Model | ArgumentKind::Metric | ArgumentKind::Run, Tree::Text(text)) => {
                Some(Argument::Name(Spelled { text: text.clone(), range: node.range.clone() }))
            }
            (ArgumentKind::Time, Tree::Text(text)) => self.chosen("time", kind, text, node, &TIMES).map(Argument::Time),
            (ArgumentKind::Move, Tree::Text(text)) => self.chosen("move", kind, text, node, &MOVES).map(Argument::Move),
            (ArgumentKind::Number, Tree::Number(number)) => Some(Argument::Number(*number)),
            (ArgumentKind::Points, Tree::Call { .. }) => match self.quantity(node)?.kind {
                QuantityKind::Constant(points, Unit::Points) if points > 0.0 => Some(Argument::Points(points)),
                _ => self.fault(unexpected(function, kind, node)),
            },
            (
                ArgumentKind::Model
                | ArgumentKind::Metric
                | ArgumentKind::Time
                | ArgumentKind::Run
                | ArgumentKind::Move,
                Tree::Name(name),
            ) if Function::named(name).is_none() => {
                let label = format!("names are in quotes: `\"{name}\"`");
                self.fault(ClaimFault { label: Some(label), ..unexpected(function, kind, node) })
            }
            _ => self.fault(unexpected(function, kind, node)),
        }
    }

    /// What a word means that is one of a few.
    fn chosen<T: Copy>(
        &mut self,
        what: &str,
        kind: ArgumentKind,
        text: &str,
        node: &Node,
        known: &[(&str, T)],
    ) -> Option<T> {
        if let Some((_, meant)) = known.iter().find(|(name, _)| *name == text) {
            return Some(*meant);
        }
        let fault = ClaimFault::new(node.range.clone(), format!("unknown {what} `{text}`"));
        let fault = fault.hinted(text, known.iter().map(|(name, _)| *name));
        self.fault(fault.help(format!("write {}", kind.expected())))
    }
}

fn unexpected(function: &Function, kind: ArgumentKind, node: &Node) -> ClaimFault {
    let message = format!("`{}` does not take this here", function.name);
    ClaimFault::new(node.range.clone(), message)
        .label(format!("expected {}", kind.expected()))
        .help(format!("write `{}`", function.form()))
}

/// The statistical word of a function; `None` if the function gives a number.
fn word(meaning: Meaning, arguments: Vec<Argument>, range: Range<usize>) -> Option<Word> {
    let mut arguments = arguments.into_iter().peekable();
    let mut name = || match arguments.next_if(|one| matches!(one, Argument::Name(_)))? {
        Argument::Name(name) => Some(name),
        _ => None,
    };
    let (one, other) = (name(), name());
    let rest = arguments.next();
    let time = match rest {
        Some(Argument::Time(metric)) => metric,
        _ => TIMES[0].1,
    };
    Some(match meaning {
        Meaning::Faster => Word::Faster { one: one?, other: other?, time, range },
        Meaning::Slower => Word::Faster { one: other?, other: one?, time, range },
        Meaning::Fastest => Word::Fastest { one: one?, time, range },
        Meaning::Ranked(standing) => Word::Ranked { one: one?, other: other?, standing, range },
        Meaning::Best => Word::Best(one?),
        Meaning::OnFrontier => Word::OnFrontier(one?),
        Meaning::Symmetric => {
            let margin = if let Some(Argument::Points(margin)) = rest { margin } else { MARGIN };
            Word::Symmetric { one: one?, margin }
        }
        Meaning::Since(way) => {
            let moving = if let Some(Argument::Move(moving)) = rest { moving } else { Moving::Compliance };
            Word::Since { one: one?, before: other?, moving, way, range }
        }
        Meaning::Rank | Meaning::Metric | Meaning::MetricOf(_) | Meaning::Constant(..) => return None,
    })
}

/// The number that a function gives; `None` if it is true or false.
fn quantity(meaning: Meaning, arguments: Vec<Argument>) -> Option<QuantityKind> {
    let mut arguments = arguments.into_iter();
    let first = arguments.next()?;
    Some(match (meaning, first, arguments.next()) {
        (Meaning::Rank, Argument::Name(of), _) => QuantityKind::Rank(of),
        (Meaning::Metric, Argument::Name(id), Some(Argument::Name(of))) => QuantityKind::Metric { id, of },
        (Meaning::MetricOf(metric), Argument::Name(of), _) => {
            QuantityKind::Metric { id: Spelled { text: metric.to_owned(), range: of.range.clone() }, of }
        }
        (Meaning::Constant(unit, of_it), Argument::Number(number), _) => QuantityKind::Constant(number * of_it, unit),
        _ => return None,
    })
}

/// All functions, as a way out.
fn functions() -> String {
    let names: Vec<String> = FUNCTIONS.iter().map(|function| format!("`{}`", function.name)).collect();
    format!("the functions are {}", names.join(", "))
}
