//! The points of a training run that was carried out, as `e at T[k]` needs them.
//!
//! What this module does not do: carry it out ([`crate::analysis`] does).

use super::Model;
use crate::expr::NodeId;
use crate::name::Name;
use crate::number::Rational;

/// The points of a run.
#[derive(Clone, Debug, Default)]
pub struct Trajectory {
    /// The weights, then the running averages.
    pub symbols: Vec<NodeId>,
    /// `T[0]`, `T[1]`, …: as many as were reached.
    pub points: Vec<Coordinates>,
    /// Why it ended before its last step.
    pub stopped: Option<String>,
}

/// A point, in the order of [`Trajectory::symbols`].
#[derive(Clone, Debug)]
pub enum Coordinates {
    /// As they are.
    Exact(Vec<Rational>),
    /// Computed in doubles: right but for rounding.
    Rounded(Vec<f64>),
}

impl Coordinates {
    /// The numbers; a double is the fraction that it is.
    ///
    /// ```
    /// use normsym::model::Coordinates;
    /// assert_eq!(Coordinates::Rounded(vec![-0.375, 0.0, 3e300]).values()[0].to_string(), "-3/8");
    /// ```
    pub fn values(&self) -> Vec<Rational> {
        match self {
            Coordinates::Exact(values) => values.clone(),
            Coordinates::Rounded(values) => values.iter().map(|value| from_double(*value).unwrap_or(Rational::ZERO)).collect(),
        }
    }

    /// The numbers as doubles.
    pub fn doubles(&self) -> Vec<f64> {
        match self {
            Coordinates::Exact(values) => values.iter().map(Rational::to_f64).collect(),
            Coordinates::Rounded(values) => values.clone(),
        }
    }
}

/// The fraction that a double is; `None` for NaN and the infinities.
pub fn from_double(value: f64) -> Option<Rational> {
    if !value.is_finite() {
        return None;
    }
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64;
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let (mantissa, shift) = if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let size = &Rational::integer(mantissa) * &Rational::TWO.pow(shift)?;
    Some(if value < 0.0 { -&size } else { size })
}

impl Model {
    /// Keeps the points of a run, so that `e at T[k]` has a meaning.
    pub fn keep_trajectory(&mut self, run: &Name, trajectory: Trajectory) {
        let Some(index) = self.training_named(run) else { return };
        self.trajectories.insert(index, trajectory);
        // Definitions that waited for it are made anew.
        self.instances.retain(|_, made| made.is_some());
    }

    /// Whether the points of a run are known up to this step, or up to where it ended.
    pub fn has_trajectory(&self, run: &Name, steps: u64) -> bool {
        self.training_named(run)
            .and_then(|index| self.trajectories.get(&index))
            .is_some_and(|known| known.stopped.is_some() || known.points.len() as u64 > steps)
    }
}

#[cfg(test)]
mod tests {
    use super::from_double;

    #[test]
    fn a_double_is_the_fraction_that_it_is() {
        for value in [0.1, -1.5, 3e300, 5e-324, f64::MIN_POSITIVE, 0.0] {
            assert_eq!(from_double(value).unwrap().to_f64(), value);
        }
        assert!(from_double(f64::NAN).is_none() && from_double(f64::INFINITY).is_none());
    }
}
