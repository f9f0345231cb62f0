//! The marks of points: what is seen, what a finger can hit, and what is said to those who see nothing.

use super::backend::number;
use super::markup::escape;
use super::plot::Links;
use super::{Place, Point};

/// One point: whisker, target for the finger, mark; `ends` are the point and its whisker's ends.
pub(super) fn point(point: &Point, ends: &[(f64, f64)], links: Links) -> String {
    let [(x, y), (_, low), (_, high)] = [ends[0], ends[1], ends[2]];
    let censored = point.x == Place::Beyond;
    let whisker = match point.whisker {
        Some(_) => format!("<path class=\"ci\" d=\"M{} {}V{}\"/>", number(x), number(low), number(high)),
        None => String::new(),
    };
    let arrow = match censored {
        true => format!("<path class=\"arrow\" d=\"M{} {}h14m-4 -3.5l4 3.5l-4 3.5\"/>", number(x + 5.0), number(y)),
        false => String::new(),
    };
    let summary = escape(&point.summary);
    let class = format!("pt f{}{}", point.colour, if censored { " censored" } else { "" });
    let (open, close) = match links {
        Links::Live => (
            format!("<a class=\"{class}\" href=\"{}\" tabindex=\"-1\" aria-label=\"{summary}\">", escape(&point.href)),
            "</a>",
        ),
        Links::Dead => (format!("<g class=\"{class}\">"), "</g>"),
    };
    format!(
        "{open}<title>{summary}</title>{whisker}<circle class=\"hit\" cx=\"{}\" cy=\"{}\" r=\"12\"/>{arrow}{}{close}\n",
        number(x),
        number(y),
        mark(point.shape, x, y),
    )
}

/// A mark: circle, triangle or square, of about equal area.
fn mark(shape: usize, x: f64, y: f64) -> String {
    match shape {
        0 => format!("<circle class=\"m\" cx=\"{}\" cy=\"{}\" r=\"4.5\"/>", number(x), number(y)),
        1 => format!("<path class=\"m\" d=\"M{} {}l5.2 9.2h-10.4z\"/>", number(x), number(y - 5.6)),
        _ => format!(
            "<rect class=\"m\" x=\"{}\" y=\"{}\" width=\"8.4\" height=\"8.4\"/>",
            number(x - 4.2),
            number(y - 4.2)
        ),
    }
}
