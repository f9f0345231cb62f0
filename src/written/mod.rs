//! Stub.
use crate::wording::Unit;
#[derive(Debug, Clone, Copy)]
pub enum Convention {
    English,
}
impl Convention {
    pub fn of(_: &str) -> Self {
        Self::English
    }
}
#[derive(Debug, Clone)]
pub struct Known {
    pub number: f64,
    pub unit: Unit,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub over: bool,
    pub parts: Option<(f64, f64)>,
}
pub enum Agreement {
    Agrees,
    Differs,
    OtherUnit,
}
pub struct Literal;
impl Literal {
    pub fn agrees(&self, _: &Known) -> Agreement {
        Agreement::Agrees
    }
    pub fn respelled(&self, _: &Known) -> Option<String> {
        None
    }
    pub fn is_percent(&self) -> bool {
        false
    }
}
pub fn literal(_: &str, _: Convention) -> Result<Literal, String> {
    Ok(Literal)
}
