//! The syntax of claims: the Common Expression Language (<https://cel.dev>), of which claims use a part. A tree with the bytes of every part.

use std::ops::Range;
use std::thread;

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue, SourceInfo};
use cel::parser::{ParseError, Parser};

use super::fault::ClaimFault;
use super::lexeme::{Lexeme, LexemeKind, scan};

/// The stack for the parser, which takes 125 KB for each level of nesting in an unoptimised build: more than a thread has for
/// [`super::DEEPEST`] levels.
const STACK: usize = 8 << 20;

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) range: Range<usize>,
    pub(super) tree: Tree,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Text(String),
    Number(f64),
    Truth(bool),
    Name(String),
    Call { name: String, at: Range<usize>, arguments: Vec<Node> },
    Not(Box<Node>),
    Negative(Box<Node>),
    Binary(Binary, Box<Node>, Box<Node>),
}

/// What joins two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    Logic(Logic),
    Relation(Relation),
    Arithmetic(Arithmetic),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Logic {
    And,
    Or,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    NotEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Over,
}

/// The operators of two parts, as the parser names them.
const BINARY: [(&str, Binary); 12] = [
    ("_&&_", Binary::Logic(Logic::And)),
    ("_||_", Binary::Logic(Logic::Or)),
    ("_<_", Binary::Relation(Relation::Less)),
    ("_<=_", Binary::Relation(Relation::AtMost)),
    ("_>_", Binary::Relation(Relation::More)),
    ("_>=_", Binary::Relation(Relation::AtLeast)),
    ("_==_", Binary::Relation(Relation::Equal)),
    ("_!=_", Binary::Relation(Relation::NotEqual)),
    ("_+_", Binary::Arithmetic(Arithmetic::Plus)),
    ("_-_", Binary::Arithmetic(Arithmetic::Minus)),
    ("_*_", Binary::Arithmetic(Arithmetic::Times)),
    ("_/_", Binary::Arithmetic(Arithmetic::Over)),
];

impl Relation {
    /// The same relation with its sides exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            same @ (Self::Equal | Self::NotEqual) => same,
        }
    }
}

/// Reads an expression.
pub(super) fn read(text: &str) -> Result<Node, Vec<ClaimFault>> {
    let lexemes = scan(text)?;
    let Some(last) = lexemes.last() else {
        return Err(vec![ClaimFault::new(0..text.len(), "the claim is empty").help("such as `fastest(\"qwen3:8b\")`")]);
    };
    let unread = || vec![ClaimFault::new(0..last.range.end, "the claim cannot be read")];
    // In a thread of its own, whose stack is as large as the parser needs.
    let parsed = thread::scope(|scope| {
        let parse = || tree(text, &lexemes);
        thread::Builder::new().stack_size(STACK).spawn_scoped(scope, parse).ok().and_then(|thread| thread.join().ok())
    });
    parsed.unwrap_or_else(|| Err(unread()))
}

fn tree(text: &str, lexemes: &[Lexeme]) -> Result<Node, Vec<ClaimFault>> {
    let source = Lexemes { text, lexemes };
    // What follows the first error is mostly its consequence.
    let (expression, info) =
        Parser::new().parse_with_source_info(text).map_err(|all| vec![source.fault(all.errors.first())])?;
    source.node(&expression, &info).map_err(|fault| vec![fault])
}

/// The lexemes of a text, to find places by.
struct Lexemes<'a> {
    text: &'a str,
    lexemes: &'a [Lexeme],
}

impl Lexemes<'_> {
    /// The parser's error at the lexeme where it occurred.
    fn fault(&self, error: Option<&ParseError>) -> ClaimFault {
        let (line, column) = error.map_or((0, 0), |error| error.pos);
        // Lines and columns count from 1, columns in characters.
        let line = usize::try_from(line - 1).unwrap_or_default();
        let column = usize::try_from(column - 1).unwrap_or_default();
        let start: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        let offset = self.text[start..].char_indices().nth(column).map_or(self.text.len(), |(at, _)| start + at);
        let index = self.lexemes.iter().position(|lexeme| lexeme.range.contains(&offset));
        let Some(index) = index else {
            let last = self.lexemes.last().map_or(0..self.text.len(), |last| last.range.clone());
            return ClaimFault::new(last, "the claim ends too early").label("something is missing after this");
        };
        let found = &self.lexemes[index];
        let is_operand = |kind: LexemeKind| matches!(kind, LexemeKind::Name | LexemeKind::Number | LexemeKind::Text);
        let before = index.checked_sub(1).map(|before| self.lexemes[before].kind);
        let label = match (before, found.kind) {
            (Some(before), kind) if is_operand(kind) && (is_operand(before) || before == LexemeKind::Close) => {
                "a comma or an operator is missing before it"
            }
            (_, LexemeKind::Operator | LexemeKind::Comma | LexemeKind::Close) => "something is missing before it",
            _ => "the claim cannot continue like this",
        };
        let word = &self.text[found.range.clone()];
        ClaimFault::new(found.range.clone(), format!("unexpected `{word}`")).label(label)
    }

    /// Where the parser puts an expression: the whole of a literal, the operator or the parenthesis of a call.
    fn place(&self, expression: &IdedExpr, info: &SourceInfo) -> Range<usize> {
        let (start, last) = info.offset_for(expression.id).unwrap_or_default();
        let start = (start as usize).min(self.text.len());
        start..(last as usize + 1).clamp(start, self.text.len())
    }

    fn node(&self, expression: &IdedExpr, info: &SourceInfo) -> Result<Node, ClaimFault> {
        let place = self.place(expression, info);
        match &expression.expr {
            Expr::Literal(literal) => self.literal(literal, place),
            Expr::Ident(name) => Ok(Node { range: place, tree: Tree::Name(name.clone()) }),
            Expr::Call(call) if call.target.is_none() => {
                let parts = call.args.iter().map(|part| self.node(part, info)).collect::<Result<Vec<Node>, _>>()?;
                self.call(&call.func_name, parts, place)
            }
            _ => Err(ClaimFault::new(place, "claims do not have this part of CEL")),
        }
    }

    fn literal(&self, literal: &LiteralValue, place: Range<usize>) -> Result<Node, ClaimFault> {
        let number = |value: f64| Tree::Number(value);
        let tree = match literal {
            LiteralValue::Boolean(value) => Tree::Truth(*value.inner()),
            LiteralValue::Int(value) => number(*value.inner() as f64),
            LiteralValue::UInt(value) => number(*value.inner() as f64),
            LiteralValue::Double(value) => number(*value.inner()),
            LiteralValue::String(value) => Tree::Text(value.inner().to_owned()),
            LiteralValue::Bytes(_) | LiteralValue::Null => {
                return Err(ClaimFault::new(place, "claims do not have this kind of value"));
            }
        };
        if matches!(tree, Tree::Number(value) if !value.is_finite()) {
            return Err(ClaimFault::new(place, "the number is too large"));
        }
        // The parser makes one literal of a sign and a number, and puts it at the number.
        let signed = matches!(tree, Tree::Number(value) if value.is_sign_negative());
        let sign = self.index_at(place.start).and_then(|index| self.lexemes.get(index.checked_sub(1)?));
        let start = sign.filter(|_| signed).map_or(place.start, |sign| sign.range.start);
        Ok(Node { range: start..place.end, tree })
    }

    fn call(&self, function: &str, mut parts: Vec<Node>, place: Range<usize>) -> Result<Node, ClaimFault> {
        if let (Some((_, operator)), 2) = (BINARY.iter().find(|(name, _)| *name == function), parts.len()) {
            let (right, left) = (parts.pop(), parts.pop());
            if let (Some(left), Some(right)) = (left, right) {
                let range = self.around(&left.range).start..self.around(&right.range).end;
                return Ok(Node { range, tree: Tree::Binary(*operator, left.into(), right.into()) });
            }
        }
        if let ("!_" | "-_", Some(part), 1) = (function, parts.first().cloned(), parts.len()) {
            let range = place.start..self.around(&part.range).end;
            let tree = if function == "!_" { Tree::Not(part.into()) } else { Tree::Negative(part.into()) };
            return Ok(Node { range, tree });
        }
        let open = self.index_at(place.start);
        let name = open.and_then(|open| self.lexemes.get(open.checked_sub(1)?));
        let close = open.and_then(|open| match self.lexemes[open].kind {
            LexemeKind::Open(close) => self.lexemes.get(close),
            _ => None,
        });
        match (name, close) {
            (Some(name), Some(close)) if self.text[name.range.clone()] == *function => {
                let range = name.range.start..close.range.end;
                Ok(Node {
                    range,
                    tree: Tree::Call { name: function.to_owned(), at: name.range.clone(), arguments: parts },
                })
            }
            _ => Err(ClaimFault::new(place, "claims do not have this operator")),
        }
    }

    /// A range with the parentheses around it, except those of a call.
    fn around(&self, range: &Range<usize>) -> Range<usize> {
        let mut range = range.clone();
        let first = self.index_at(range.start);
        let mut before = first.and_then(|index| index.checked_sub(1));
        while let Some(index) = before {
            let LexemeKind::Open(close) = self.lexemes[index].kind else { break };
            let is_call = index.checked_sub(1).is_some_and(|name| self.lexemes[name].kind == LexemeKind::Name);
            let closes = self.lexemes.get(close).filter(|_| !is_call);
            let Some(closes) = closes.filter(|closes| self.text[range.end..closes.range.start].trim().is_empty())
            else {
                break;
            };
            range = self.lexemes[index].range.start..closes.range.end;
            before = index.checked_sub(1);
        }
        range
    }

    fn index_at(&self, offset: usize) -> Option<usize> {
        self.lexemes.iter().position(|lexeme| lexeme.range.contains(&offset))
    }
}
