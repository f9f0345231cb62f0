//! The shapes of marks, of about equal area: one for each runtime.

use super::svg::element::{Element, Path};

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A circle.
    Circle,
    /// A triangle.
    Triangle,
    /// A square.
    Square,
}

impl Shape {
    /// All shapes, in the order in which they are given to runtimes.
    pub const ALL: [Self; 3] = [Self::Circle, Self::Triangle, Self::Square];

    /// Its number in the ids of the page's symbols: 0 to 2, as in `m-0`.
    pub fn number(self) -> usize {
        match self {
            Self::Circle => 0,
            Self::Triangle => 1,
            Self::Square => 2,
        }
    }

    /// Draws it around a centre.
    pub(super) fn draw(self, parent: &mut Element<'_>, (x, y): (f64, f64)) {
        match self {
            Self::Circle => {
                parent.child("circle").with("class", "m").with("cx", x).with("cy", y).with("r", 4.5);
            }
            Self::Triangle => {
                let data = Path::new().move_to(x, y - 5.6).line_by(5.2, 9.2).across_by(-10.4).close();
                parent.child("path").with("class", "m").with("d", data);
            }
            Self::Square => {
                let corner = parent.child("rect").with("class", "m").with("x", x - 4.2).with("y", y - 4.2);
                corner.with("width", 8.4).with("height", 8.4);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_drawn_around_its_centre() {
        let drawn = Shape::ALL.map(|shape| {
            let mut markup = String::new();
            shape.draw(&mut Element::new(&mut markup, "g"), (10.0, 20.0));
            markup
        });
        assert_eq!(
            drawn,
            [
                "<g><circle class=\"m\" cx=\"10\" cy=\"20\" r=\"4.5\"/></g>",
                "<g><path class=\"m\" d=\"M10 14.4l5.2 9.2h-10.4z\"/></g>",
                "<g><rect class=\"m\" x=\"5.8\" y=\"15.8\" width=\"8.4\" height=\"8.4\"/></g>",
            ]
        );
    }

    #[test]
    fn the_numbers_follow_the_order() {
        assert_eq!(Shape::ALL.map(Shape::number), [0, 1, 2]);
    }
}
