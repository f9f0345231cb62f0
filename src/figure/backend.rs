//! Our own backend for plotters: shapes and words into SVG elements that carry classes instead of colours.
//!
//! plotters hands down colours; ours are sentinels, one per [`Role`], which this turns back into classes. It draws at ten times the size, since
//! plotters counts in whole pixels, and divides on output. The sheet is shared, so that groups can be opened and closed between
//! plotters' calls, and drawables can write elements of their own.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::rc::Rc;

use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use super::markup::escape;
use super::metrics::{Weight, width};

/// How many of plotters' pixels are one unit of the drawing.
pub(super) const SCALE: i32 = 10;

/// What a shape is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing to be seen.
    Nothing,
    /// A grid line.
    Grid,
    /// An axis and its notches.
    Axis,
    /// A tick's words.
    Tick,
}

const ROLES: [(Role, &str); 4] =
    [(Role::Nothing, ""), (Role::Grid, "grid"), (Role::Axis, "axis"), (Role::Tick, "tick")];

impl Role {
    /// The colour that stands for it.
    pub(super) fn colour(self) -> RGBColor {
        let number = ROLES.iter().position(|(role, _)| *role == self).unwrap_or(0);
        RGBColor(u8::try_from(number).unwrap_or(0), 0, 0)
    }

    fn class(colour: BackendColor) -> &'static str {
        ROLES.get(usize::from(colour.rgb.0)).map_or("", |(_, class)| class)
    }
}

/// The text of a drawing under way.
pub(super) type Sheet = Rc<RefCell<String>>;

/// The backend of one drawing.
pub(super) struct Svg {
    sheet: Sheet,
    size: (u32, u32),
    font_size: f64,
}

impl Svg {
    /// A backend that writes to a sheet; sizes in units of the drawing.
    pub(super) fn new(sheet: &Sheet, width: i32, height: i32, font_size: f64) -> Self {
        let pixels = |units: i32| u32::try_from(units * SCALE).unwrap_or(0);
        Self { sheet: Rc::clone(sheet), size: (pixels(width), pixels(height)), font_size }
    }

    /// Writes an element of its own.
    pub(super) fn write(&mut self, element: &str) {
        self.sheet.borrow_mut().push_str(element);
    }
}

/// A coordinate in units of the drawing, at most one decimal.
pub(super) fn units(pixels: i32) -> String {
    number(f64::from(pixels) / f64::from(SCALE))
}

/// A number with at most one decimal.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Svg {
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
        let mut data = String::new();
        for (index, (x, y)) in path.into_iter().enumerate() {
            let command = if index == 0 { 'M' } else { 'L' };
            let _infallible = write!(data, "{command}{} {}", units(x), units(y));
        }
        self.write(&format!("<path class=\"{class}\" d=\"{data}\"/>"));
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
        let y = number(f64::from(y) / f64::from(SCALE) + down * self.font_size);
        self.write(&format!(
            "<text class=\"{class}\" x=\"{}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>",
            units(x),
            escape(text)
        ));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        _: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let pixels = |units: f64| (units * f64::from(SCALE)).round() as u32;
        Ok((pixels(width(text, self.font_size, Weight::Regular)), pixels(self.font_size)))
    }
}
