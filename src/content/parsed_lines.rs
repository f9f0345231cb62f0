//! Lines of code by their grammar. What was parsed before is remembered: a brace, an import or a command is on page after page, and the
//! expressions of a grammar take longer than all else that is done with a post.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use syntect::parsing::{ParseState, ScopeStackOp, SyntaxReference, SyntaxSet};

/// What happens to the scopes of a line, each with its place in bytes.
pub(super) type ScopeChanges = Rc<[(usize, ScopeStackOp)]>;

/// The most lines that a thread remembers, and the most states between lines.
const LINES: usize = 5_000;
const STATES: usize = 500;

/// The longest line that is remembered, in bytes.
const LONGEST: usize = 120;

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// What a thread remembers.
#[derive(Default)]
struct Known {
    states: Vec<Behind>,
    lines: usize,
}

/// A state between two lines, and what is known of lines behind it: the changes in them, and the number of the state that they lead to.
struct Behind {
    state: ParseState,
    lines: HashMap<Box<str>, (ScopeChanges, usize)>,
}

/// What is in each line of some code; nothing where its grammar has a fault. `syntaxes` are the same for a whole process.
pub(super) fn changes(code: &str, syntax: &SyntaxReference, syntaxes: &SyntaxSet) -> Option<Vec<ScopeChanges>> {
    KNOWN.with_borrow_mut(|known| {
        let mut state = ParseState::new(syntax);
        let mut place = known.place(&state);
        let read = |line: &str| {
            if let Some((changes, next)) = place.and_then(|place| known.behind(place, line)) {
                state.clone_from(&known.states[next].state);
                place = Some(next);
                return Some(changes);
            }
            let changes: ScopeChanges = state.parse_line(line, syntaxes).ok()?.into();
            let next = known.place(&state);
            known.remember((place, line), &changes, next);
            place = next;
            Some(changes)
        };
        code.split_inclusive('\n').map(read).collect()
    })
}

impl Known {
    /// The number of a state, which it gets here where it is new; none where there are too many.
    fn place(&mut self, state: &ParseState) -> Option<usize> {
        let known = self.states.iter().position(|behind| behind.state == *state);
        if known.is_none() && self.states.len() < STATES {
            self.states.push(Behind { state: state.clone(), lines: HashMap::new() });
            return Some(self.states.len() - 1);
        }
        known
    }

    fn behind(&self, place: usize, line: &str) -> Option<(ScopeChanges, usize)> {
        self.states[place].lines.get(line).cloned()
    }

    fn remember(&mut self, (place, line): (Option<usize>, &str), changes: &ScopeChanges, next: Option<usize>) {
        let (Some(place), Some(next)) = (place, next) else { return };
        if self.lines < LINES && line.len() <= LONGEST {
            self.lines += 1;
            self.states[place].lines.insert(line.into(), (Rc::clone(changes), next));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_known_is_read_as_if_it_were_not() {
        let syntaxes = SyntaxSet::load_defaults_newlines();
        let fresh = |code: &str, syntax: &SyntaxReference| -> Vec<ScopeChanges> {
            let mut state = ParseState::new(syntax);
            let read = |line: &str| state.parse_line(line, &syntaxes).expect("its grammar has no fault").into();
            code.split_inclusive('\n').map(read).collect()
        };
        // A line that is in a comment here and code there; a here-document whose end is named before it.
        let rust = ["let a = 1;\n}\n", "/*\nlet a = 1;\n*/\nlet a = 1;\n", "let a = 1;\n}\n"];
        let bash = ["cat <<END\nif x\nEND\nif x\n", "cat <<STOP\nif x\nEND\nif x\nSTOP\n", "if x\ncat <<END\nif x\n"];
        for (name, blocks) in [("rs", rust), ("sh", bash)] {
            let syntax = syntaxes.find_syntax_by_extension(name).expect("it is one of the grammars");
            for code in blocks {
                assert_eq!(changes(code, syntax, &syntaxes).expect("it is read"), fresh(code, syntax), "{code}");
            }
        }
        let lines: usize = rust.iter().chain(&bash).map(|code| code.lines().count()).sum();
        assert_eq!(
            KNOWN.with_borrow(|known| known.lines),
            lines - 2,
            "of the third block of Rust every line was known"
        );
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let syntaxes = SyntaxSet::load_defaults_newlines();
        let syntax = syntaxes.find_syntax_by_extension("sh").expect("it is one of the grammars");
        for number in 0..STATES * 3 {
            assert!(changes(&format!("cat <<E{number}\nx\n"), syntax, &syntaxes).is_some());
        }
        let known = KNOWN.with_borrow(|known| (known.states.len(), known.lines));
        assert!(known.0 == STATES && known.1 <= LINES, "{known:?}");
    }
}
