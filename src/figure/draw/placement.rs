//! Where labels go: greedy, deterministic, never on a mark or each other, and on lines only if there is no other place.
//!
//! Each label has a list of candidate positions around its marks, with a cost for distance, direction and what it covers; labels take the
//! cheapest in order of importance. See Christensen, Marks and Shieber, "An Empirical Study of Algorithms for Point-Feature Label
//! Placement", ACM Transactions on Graphics 14 (1995): greedy is not the best method there, but it is simple and deterministic.

/// A rectangle in units of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rectangle {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rectangle {
    pub(super) fn overlap(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        if width > 0.0 && height > 0.0 { width * height } else { 0.0 }
    }

    pub(super) fn within(&self, other: &Self) -> bool {
        self.left >= other.left && self.right <= other.right && self.top >= other.top && self.bottom <= other.bottom
    }
}

/// A label to place.
#[derive(Debug, Clone)]
pub(super) struct Label {
    /// The marks it names; it may be beside any of them.
    pub(super) marks: Vec<(f64, f64)>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The place of a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    pub(super) place: Rectangle,
    /// A line from its mark, if the label is too far away to be recognised as the mark's.
    pub(super) leader: Option<((f64, f64), (f64, f64))>,
}

/// What labels must not cover: marks and earlier labels at all, lines as far as possible.
pub(super) struct Obstacles {
    /// Never covered, as words are not.
    pub(super) solid: Vec<Rectangle>,
    /// Covered only if there is no other place: pieces of lines and whiskers.
    pub(super) soft: Vec<Rectangle>,
    /// Never covered, and kept apart from: a label that follows words on their line would be read with them.
    pub(super) words: Vec<Rectangle>,
    /// Labels stay inside it.
    pub(super) edge: Rectangle,
}

/// Distances from a mark's centre to a label; beyond the second a leader is drawn.
const RADII: [f64; 5] = [9.0, 12.0, 20.0, 30.0, 42.0];
/// How much of soft obstacles a label may cover, in square units.
const TOLERATED: f64 = 60.0;
/// What it costs to cover any: more than to go as far away as possible.
const CROSSING: f64 = 70.0;
/// The least distance on a line that tells words apart.
const APART: f64 = 9.0;
/// What it costs a label to be nearer to words: more than the next ring or any other direction.
const CROWDED: f64 = 20.0;

/// Places labels in order of importance; `None` for a label without room.
pub(super) fn place(labels: &[Label], mut obstacles: Obstacles) -> Vec<Option<Placement>> {
    let mut placements = Vec::with_capacity(labels.len());
    for label in labels {
        let placement = best(label, &obstacles);
        if let Some(placement) = &placement {
            obstacles.words.push(placement.place);
        }
        placements.push(placement);
    }
    placements
}

/// The cheapest placement of a label: near its mark, in a preferred direction, on few lines.
fn best(label: &Label, obstacles: &Obstacles) -> Option<Placement> {
    let mut best: Option<(f64, Placement)> = None;
    for (ring, radius) in RADII.into_iter().enumerate() {
        for mark in &label.marks {
            for (preference, direction) in DIRECTIONS.into_iter().enumerate() {
                let place = beside(*mark, label, direction, radius);
                let is_covered = |solid: &Rectangle| solid.overlap(&place) > 0.0;
                if !place.within(&obstacles.edge) || obstacles.solid.iter().chain(&obstacles.words).any(is_covered) {
                    continue;
                }
                let covered: f64 = obstacles.soft.iter().map(|soft| soft.overlap(&place)).sum();
                let crossing = if covered > 0.0 { CROSSING } else { 0.0 };
                let crowded = if obstacles.words.iter().any(|words| follows(&place, words)) { CROWDED } else { 0.0 };
                let cost = crossing + covered + crowded + ring as f64 * 14.0 + preference as f64 * 1.5;
                let leader = (ring >= 2).then(|| (toward(*mark, &place, 6.0), nearest(*mark, &place)));
                if covered <= TOLERATED && best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, Placement { place, leader }));
                }
            }
        }
    }
    best.map(|(_, placement)| placement)
}

/// Right, left, above, below, then the corners: how much of the label's width and height lies left of and above the mark.
const DIRECTIONS: [(f64, f64); 8] =
    [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.8, -0.8), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)];

fn beside((x, y): (f64, f64), label: &Label, (across, down): (f64, f64), radius: f64) -> Rectangle {
    let centre_x = x + across * radius + across.signum() * if across == 0.0 { 0.0 } else { label.width / 2.0 };
    let centre_y = y + down * (radius - 1.0) + down.signum() * if down == 0.0 { 0.0 } else { label.height / 2.0 };
    Rectangle {
        left: centre_x - label.width / 2.0,
        right: centre_x + label.width / 2.0,
        top: centre_y - label.height / 2.0,
        bottom: centre_y + label.height / 2.0,
    }
}

/// Whether a label is beside words, so near that both are read as one.
fn follows(place: &Rectangle, words: &Rectangle) -> bool {
    let near = Rectangle { left: words.left - APART, right: words.right + APART, ..*words };
    near.overlap(place) > 0.0
}

/// The point of a rectangle nearest to a mark.
fn nearest((x, y): (f64, f64), place: &Rectangle) -> (f64, f64) {
    (x.clamp(place.left, place.right), y.clamp(place.top + 2.0, place.bottom - 2.0))
}

/// The point at a distance from a mark towards a rectangle.
fn toward(mark: (f64, f64), place: &Rectangle, distance: f64) -> (f64, f64) {
    let (x, y) = nearest(mark, place);
    let length = (x - mark.0).hypot(y - mark.1).max(distance);
    (mark.0 + (x - mark.0) / length * distance, mark.1 + (y - mark.1) / length * distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn around((x, y): (f64, f64)) -> Rectangle {
        Rectangle { left: x - 5.0, right: x + 5.0, top: y - 5.0, bottom: y + 5.0 }
    }

    proptest! {
        #[test]
        fn labels_keep_off_marks_and_each_other(marks in prop::collection::vec((40.0f64..640.0, 40.0f64..400.0), 1..30)) {
            let labels: Vec<Label> = marks.iter().map(|mark| Label { marks: vec![*mark], width: 80.0, height: 13.0 }).collect();
            let edge = Rectangle { left: 34.0, top: 20.0, right: 718.0, bottom: 420.0 };
            let obstacles = Obstacles { solid: marks.iter().copied().map(around).collect(), soft: Vec::new(), words: Vec::new(), edge };
            let placements: Vec<Placement> = place(&labels, obstacles).into_iter().flatten().collect();
            for (index, one) in placements.iter().enumerate() {
                prop_assert!(one.place.within(&edge));
                prop_assert!(marks.iter().all(|mark| around(*mark).overlap(&one.place) == 0.0));
                prop_assert!(placements[index + 1..].iter().all(|other| other.place.overlap(&one.place) == 0.0));
            }
        }
    }

    #[test]
    fn a_label_does_not_follow_words_on_their_line() {
        let mark = (250.0, 100.0);
        let edge = Rectangle { left: 0.0, top: 0.0, right: 270.0, bottom: 200.0 };
        let placed = |words: Rectangle| {
            let label = Label { marks: vec![mark], width: 60.0, height: 13.0 };
            let obstacles = Obstacles { solid: vec![around(mark)], soft: Vec::new(), words: vec![words], edge };
            place(&[label], obstacles)[0].expect("there is room").place
        };
        // The only room on the mark's line is at its left, from 181 on.
        let words = Rectangle { left: 100.0, top: 94.0, right: 181.0 - APART, bottom: 106.0 };
        assert_eq!(placed(words).left, 181.0);
        let words = Rectangle { right: 178.0, ..words };
        assert!(!follows(&placed(words), &words), "{:?}", placed(words));
    }

    #[test]
    fn a_mark_alone_has_its_label_at_its_right() {
        let label = Label { marks: vec![(100.0, 100.0)], width: 50.0, height: 12.0 };
        let edge = Rectangle { left: 0.0, top: 0.0, right: 300.0, bottom: 200.0 };
        let placements = place(
            &[label],
            Obstacles { solid: vec![around((100.0, 100.0))], soft: Vec::new(), words: Vec::new(), edge },
        );
        assert_eq!(placements[0].map(|one| one.place.left), Some(109.0));
    }
}
