//! The shelf of schedules: how the learning rate changes from step to step. One file each, one list, [`ALL`].
//!
//! Nothing here reads a formula or computes.
//!
//! ```
//! use normsym::schedules;
//! assert_eq!(schedules::find("step").unwrap().arguments, ["size", "gamma"]);
//! assert!(schedules::find("cosine").is_none());
//! ```

pub mod exponential;
pub mod step;

/// Every schedule.
pub static ALL: &[&Schedule] = &[&exponential::EXPONENTIAL, &step::STEP];

/// One schedule.
#[derive(Debug)]
pub struct Schedule {
    /// Its name in `schedule = name(…)`.
    pub name: &'static str,
    /// Its arguments, in their order.
    pub arguments: &'static [&'static str],
    /// The argument that says after how many steps the rate changes each time; `None`: after every step.
    pub every: Option<&'static str>,
    /// What becomes of the rate, in `rate` and the arguments.
    pub next: &'static str,
    /// One sentence for help texts.
    pub about: &'static str,
}

/// The schedule of that name.
pub fn find(name: &str) -> Option<&'static Schedule> {
    ALL.iter().copied().find(|schedule| schedule.name == name)
}
