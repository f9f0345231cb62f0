//! plotters' drawing backend: its lines and text become SVG elements that have classes instead of colours.
//!
//! plotters passes colours; those here are sentinels, one per [`Role`], which the backend turns back into classes. It draws at ten times the
//! size, because plotters counts in whole pixels, and divides on output.

use std::convert::Infallible;

use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use super::element::{Element, Path};
use crate::figure::metrics::{FontWeight, width};

/// How many of plotters' pixels are one unit of the drawing.
pub(in crate::figure) const SCALE: i32 = 10;

/// What a line or a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::figure) enum Role {
    /// Not drawn.
    Hidden,
    /// A grid line.
    Grid,
    /// An axis and its tick marks.
    Axis,
    /// A tick's label.
    Tick,
}

const ROLES: [(Role, &str); 4] = [(Role::Hidden, ""), (Role::Grid, "grid"), (Role::Axis, "axis"), (Role::Tick, "tick")];

impl Role {
    /// The sentinel colour of the role.
    pub(in crate::figure) fn colour(self) -> RGBColor {
        let number = ROLES.iter().position(|(role, _)| *role == self).unwrap_or(0);
        RGBColor(u8::try_from(number).unwrap_or(0), 0, 0)
    }

    fn class(colour: BackendColor) -> &'static str {
        ROLES.get(usize::from(colour.rgb.0)).map_or("", |(_, class)| class)
    }
}

/// A backend that adds children to an element.
pub(in crate::figure) struct Backend<'e, 's> {
    parent: &'e mut Element<'s>,
    size: (u32, u32),
    font_size: f64,
}

impl<'e, 's> Backend<'e, 's> {
    /// A backend for a drawing of this size, in units of the drawing.
    pub(in crate::figure) fn new(parent: &'e mut Element<'s>, (width, height): (i32, i32), font_size: f64) -> Self {
        let pixels = |units: i32| u32::try_from(units * SCALE).unwrap_or(0);
        Self { parent, size: (pixels(width), pixels(height)), font_size }
    }
}

/// A coordinate of plotters in units of the drawing.
pub(in crate::figure) fn units(pixels: i32) -> f64 {
    f64::from(pixels) / f64::from(SCALE)
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Backend<'_, '_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let class = Role::class(style.color());
        if class.is_empty() || style.color().alpha == 0.0 {
            return Ok(());
        }
        let mut last = None;
        let data = path.into_iter().fold(Path::new(), |data, (x, y)| match last.replace((x, y)) {
            None => data.move_to(units(x), units(y)),
            Some((_, from)) if from == y => data.across_to(units(x)),
            Some((from, _)) if from == x => data.down_to(units(y)),
            Some(_) => data.line_to(units(x), units(y)),
        });
        self.parent.child("path").with("class", class).with("d", data);
        Ok(())
    }

    /// Text at its anchor; the middle and bottom of a line are set off from its baseline by shares of the font size.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let down = match style.anchor().v_pos {
            VPos::Top => 0.85,
            VPos::Center => 0.31,
            VPos::Bottom => -0.15,
        };
        let class = Role::class(style.color());
        self.parent
            .child("text")
            .with("class", class)
            .with("x", units(x))
            .with("y", units(y) + down * self.font_size)
            .with("text-anchor", anchor)
            .text(text);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        _: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let pixels = |units: f64| (units * f64::from(SCALE)).round() as u32;
        Ok((pixels(width(text, self.font_size, FontWeight::Regular)), pixels(self.font_size)))
    }
}
