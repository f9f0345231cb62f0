//! A number that is only known to be in a span, compared with one that is known.

use super::evidence::Truth;
use super::syntax::Relation;

/// From `low` to `high`, or open above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Between {
    pub(super) low: f64,
    pub(super) high: Option<f64>,
}

impl Between {
    /// Whether every number of the span is in this relation to the constant, or none is; `None` if some are.
    pub(super) fn compared(self, relation: Relation, constant: f64) -> Option<Truth> {
        let (low, high) = (self.low, self.high.unwrap_or(f64::INFINITY));
        let (all, none) = match relation {
            Relation::Less => (high < constant, low >= constant),
            Relation::AtMost => (high <= constant, low > constant),
            Relation::More => (low > constant, high <= constant),
            Relation::AtLeast => (low >= constant, high < constant),
            Relation::Equal => (low == constant && high == constant, low > constant || high < constant),
            Relation::NotEqual => (low > constant || high < constant, low == constant && high == constant),
        };
        match (all, none) {
            (true, _) => Some(Truth::Holds),
            (_, true) => Some(Truth::False),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_on_one_side_or_on_both() {
        let span = Between { low: 2.0, high: Some(5.0) };
        let all =
            [Relation::Less, Relation::AtMost, Relation::More, Relation::AtLeast, Relation::Equal, Relation::NotEqual];
        let against = |span: Between, constant: f64| all.map(|relation| span.compared(relation, constant));
        let (yes, no) = (Some(Truth::Holds), Some(Truth::False));
        assert_eq!(against(span, 6.0), [yes, yes, no, no, no, yes]);
        assert_eq!(against(span, 5.0), [None, yes, no, None, None, None]);
        assert_eq!(against(span, 2.0), [no, None, None, yes, None, None]);
        assert_eq!(against(span, 3.0), [None; 6]);
        let open = Between { low: 2.0, high: None };
        assert_eq!(against(open, 60.0), [None; 6]);
        assert_eq!(against(open, 1.0), [no, no, yes, yes, no, yes]);
        let point = Between { low: 3.0, high: Some(3.0) };
        assert_eq!(against(point, 3.0), [no, yes, no, yes, yes, no]);
    }
}
