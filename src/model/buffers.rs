//! Running averages of a normalisation's mean and variance: what `in eval` uses and training updates.
//!
//! ```text
//! running_mean ← (1 − momentum) running_mean + momentum · batch mean
//! ```
//!
//! What this module does not do: update them.

use crate::expr::NodeId;
use crate::number::Rational;

/// The two running averages of one channel of a normalisation.
#[derive(Clone, Debug)]
pub struct Buffer {
    /// The symbol of the mean, `running_mean_1[2]`.
    pub mean: NodeId,
    /// The symbol of the variance, `running_var_1[2]`.
    pub variance: NodeId,
    /// Where the mean starts: 0 unless the file says otherwise.
    pub start_mean: Rational,
    /// Where the variance starts: 1 unless the file says otherwise.
    pub start_variance: Rational,
    /// The weight of the new value; `None`: 1/k at the k-th batch, the plain average.
    pub momentum: Option<Rational>,
    /// The mean of the batch.
    pub batch_mean: NodeId,
    /// The variance of the batch as the average takes it in, by n − 1 unless the file says otherwise.
    pub batch_variance: NodeId,
}
