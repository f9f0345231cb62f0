//! Where labels stand: greedy, deterministic, never on a mark, a line or each other.

/// A rectangle in units of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rectangle {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rectangle {
    fn overlap(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        if width > 0.0 && height > 0.0 { width * height } else { 0.0 }
    }

    fn within(&self, other: &Self) -> bool {
        self.left >= other.left && self.right <= other.right && self.top >= other.top && self.bottom <= other.bottom
    }
}

/// A label to place, in the order of importance.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    /// The marks it names; it may stand beside any of them.
    pub(super) marks: Vec<(f64, f64)>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Where a label stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) place: Rectangle,
    /// A line from its mark, where it stands so far off that one needs it.
    pub(super) leader: Option<((f64, f64), (f64, f64))>,
}

/// What labels must keep off: marks and earlier labels wholly, lines as far as can be.
pub(super) struct Obstacles {
    /// Never covered.
    pub(super) solid: Vec<Rectangle>,
    /// Covered only where nothing else is left: pieces of lines and whiskers.
    pub(super) soft: Vec<Rectangle>,
    /// Labels stay in here.
    pub(super) edge: Rectangle,
}

/// Distances from a mark's centre to a label; beyond the second a leader is drawn.
const RADII: [f64; 4] = [9.0, 12.0, 20.0, 30.0];
/// How much of soft obstacles a label may cover, in square units.
const TOLERATED: f64 = 60.0;

/// Places labels in order; none where there is no room.
pub(super) fn place(wishes: &[Wish], mut obstacles: Obstacles) -> Vec<Option<Spot>> {
    let mut spots = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let spot = best_spot(wish, &obstacles);
        if let Some(spot) = &spot {
            obstacles.solid.push(spot.place);
        }
        spots.push(spot);
    }
    spots
}

fn best_spot(wish: &Wish, obstacles: &Obstacles) -> Option<Spot> {
    let mut best: Option<(f64, Spot)> = None;
    for (ring, radius) in RADII.into_iter().enumerate() {
        for mark in &wish.marks {
            for (preference, direction) in DIRECTIONS.into_iter().enumerate() {
                let place = beside(*mark, wish, direction, radius);
                if !place.within(&obstacles.edge) || obstacles.solid.iter().any(|solid| solid.overlap(&place) > 0.0) {
                    continue;
                }
                let covered: f64 = obstacles.soft.iter().map(|soft| soft.overlap(&place)).sum();
                let cost = covered + ring as f64 * 14.0 + preference as f64 * 1.5;
                let leader = (ring >= 2).then(|| (toward(*mark, &place, 6.0), nearest(*mark, &place)));
                if covered <= TOLERATED && best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, Spot { place, leader }));
                }
            }
        }
    }
    best.map(|(_, spot)| spot)
}

/// Right, left, above, below, then the corners: how much of the label's width and height lies left of and above the mark.
const DIRECTIONS: [(f64, f64); 8] =
    [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.8, -0.8), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)];

fn beside((x, y): (f64, f64), wish: &Wish, (across, down): (f64, f64), radius: f64) -> Rectangle {
    let centre_x = x + across * radius + across.signum() * if across == 0.0 { 0.0 } else { wish.width / 2.0 };
    let centre_y = y + down * (radius - 1.0) + down.signum() * if down == 0.0 { 0.0 } else { wish.height / 2.0 };
    Rectangle {
        left: centre_x - wish.width / 2.0,
        right: centre_x + wish.width / 2.0,
        top: centre_y - wish.height / 2.0,
        bottom: centre_y + wish.height / 2.0,
    }
}

/// The point of a rectangle nearest to a mark.
fn nearest((x, y): (f64, f64), place: &Rectangle) -> (f64, f64) {
    (x.clamp(place.left, place.right), y.clamp(place.top + 2.0, place.bottom - 2.0))
}

/// The point so far from a mark on its way to a rectangle.
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
            let wishes: Vec<Wish> = marks.iter().map(|mark| Wish { marks: vec![*mark], width: 80.0, height: 13.0 }).collect();
            let edge = Rectangle { left: 34.0, top: 20.0, right: 718.0, bottom: 420.0 };
            let obstacles = Obstacles { solid: marks.iter().copied().map(around).collect(), soft: Vec::new(), edge };
            let spots: Vec<Spot> = place(&wishes, obstacles).into_iter().flatten().collect();
            for (index, spot) in spots.iter().enumerate() {
                prop_assert!(spot.place.within(&edge));
                prop_assert!(marks.iter().all(|mark| around(*mark).overlap(&spot.place) == 0.0));
                prop_assert!(spots[index + 1..].iter().all(|other| other.place.overlap(&spot.place) == 0.0));
            }
        }
    }

    #[test]
    fn a_mark_alone_has_its_label_at_its_right() {
        let wish = Wish { marks: vec![(100.0, 100.0)], width: 50.0, height: 12.0 };
        let edge = Rectangle { left: 0.0, top: 0.0, right: 300.0, bottom: 200.0 };
        let spots = place(&[wish], Obstacles { solid: vec![around((100.0, 100.0))], soft: Vec::new(), edge });
        assert_eq!(spots[0].map(|spot| spot.place.left), Some(109.0));
    }
}
