//! False claims whose sides agree at ordinary points, made by rule: each knows a point where it fails.
//!
//! The files hold what the rules are made of and nothing that decides; whether a point does tell is looked at by the
//! evaluator of many digits.

mod corners;
mod drowned;
mod saturated;
mod statistics;
mod thin;
mod tolerances;

/// A false claim with a point where it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreeing {
    /// The kind of fault it would be to believe it.
    pub kind: &'static str,
    /// The declarations it stands under.
    pub prelude: String,
    /// The claim as text.
    pub claim: String,
    /// The point, `x = 1001, y = √2`; what it leaves out is 0.
    pub at: String,
}

/// Every claim, kind by kind, each once.
pub fn all() -> Vec<Agreeing> {
    let mut list: Vec<Agreeing> = Vec::new();
    let kinds = [
        ("drowned", drowned::claims()),
        ("a kink far from the data", statistics::claims()),
        ("corner", corners::claims()),
        ("saturated", saturated::claims()),
        ("thin", thin::claims()),
        ("tolerance", tolerances::claims()),
    ];
    for (kind, made) in kinds {
        for Made { prelude, claim, at } in made {
            if !list.iter().any(|known| known.claim == claim && known.prelude == prelude) {
                list.push(Agreeing { kind, prelude, claim, at });
            }
        }
    }
    list
}

/// What a rule makes.
struct Made {
    prelude: String,
    claim: String,
    at: String,
}

/// A claim in x, y, z, w.
fn plain(claim: impl Into<String>, at: impl Into<String>) -> Made {
    Made { prelude: "param x, y, z, w\n".into(), claim: claim.into(), at: at.into() }
}
