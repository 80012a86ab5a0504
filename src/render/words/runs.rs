//! The words of training runs.

use crate::analysis::train::RuleFault;

/// What a language says of a run. Words that stand before something else bring their own space.
pub struct RunWords {
    /// Above the names of losses.
    pub loss: &'static str,
    /// Above the values of losses.
    pub value: &'static str,
    /// Before the derivatives.
    pub gradient: &'static str,
    /// Above the lengths of gradients with many derivatives.
    pub gradient_length: &'static str,
    /// Before the weights after a step.
    pub point: &'static str,
    /// Before the masks that were drawn.
    pub masks: &'static str,
    /// Before the running averages.
    pub averages: &'static str,
    /// A run without rounding.
    pub exact: &'static str,
    /// Confirmed digits.
    pub digits: fn(usize) -> String,
    /// From a step on rounded, with the reason.
    pub rounded: fn(u64, &str) -> String,
    /// The run ended before its last step, with the reason.
    pub stopped: fn(u64, &str) -> String,
    /// Steps that are left out.
    pub left_out: fn(usize) -> String,
    /// An assumption that does not hold at a point of the run.
    pub broken_assumption: fn(&str, &str) -> String,
    /// An assumption that could not be looked at there.
    pub unknown_assumption: fn(&str, &str) -> String,
    /// The rate that was not given.
    pub default_rate: fn(&str) -> String,
    /// A rate above a bound: rate, losses, bound, and the values of the loss where they grow.
    pub too_fast: fn(&str, &[String], &str, Option<&str>) -> String,
    /// The gradient is not that at the point.
    pub looks_ahead: &'static str,
    /// Draws that were thrown away.
    pub redrawn: fn(u32) -> String,
    /// How many of many masks keep.
    pub kept: fn(usize, usize) -> String,
    /// Kinks that were met, with the conventions.
    pub kinks: fn(&str) -> String,
    /// Running variances that a batch of one row left as they were.
    pub one_row: fn(&str) -> String,
    /// Too many weights for a table.
    pub many: fn(usize) -> String,
    /// What an irrational number is called.
    pub irrational: &'static str,
    /// A number with too many digits.
    pub long: &'static str,
    /// The sign of something, or of a number of the rule, is not settled.
    pub undecided: fn(Option<&str>) -> String,
    /// A number beyond all that is computed.
    pub too_large: &'static str,
    /// A number beyond all doubles.
    pub not_finite: &'static str,
    /// So many draws were cut that no more were made.
    pub disconnected: &'static str,
    /// The time limit.
    pub time: &'static str,
    /// The steps fill so many megabytes.
    pub memory: fn(u64) -> String,
    /// What the rule of the method does.
    pub rule: fn(RuleFault) -> &'static str,
    /// Something divides by 0.
    pub division: fn(&str) -> String,
    /// Something is asked outside its domain.
    pub domain: fn(&str) -> String,
    /// A condition is not met.
    pub needed: fn(&str) -> String,
    /// Steps that a picture cannot show.
    pub not_drawn: fn(usize) -> String,
    /// Draws that are not looked at.
    pub masks_as_drawn: &'static str,
    /// Below a picture of the loss.
    pub step: &'static str,
    /// Losses that the legend of a picture has no room for.
    pub more_losses: fn(usize) -> String,
    /// Beside the first point of a path.
    pub start: &'static str,
}

/// English.
pub static ENGLISH: RunWords = RunWords {
    loss: "loss",
    value: "value",
    gradient: "gradient",
    gradient_length: "‖gradient‖",
    point: "point",
    masks: "masks",
    averages: "averages",
    exact: "exact",
    digits: |digits| format!("{digits} digits, confirmed by a second run with more"),
    rounded: |k, why| {
        if k == 1 {
            format!("in doubles, because {why}")
        } else {
            format!("exact up to step {}, then in doubles, because {why}", k - 1)
        }
    },
    stopped: |k, why| format!("the run ends before step {k}: {why}"),
    left_out: |steps| format!("… {steps} more steps; --format csv and --format json have every one"),
    broken_assumption: |condition, point| format!("{condition} is assumed and does not hold at {point}"),
    unknown_assumption: |condition, point| format!("{condition} is assumed; whether it holds at {point} is not known"),
    default_rate: |rate| format!("no rate is given: {rate}, PyTorch's default, is taken"),
    too_fast: |rate, losses, bound, values| {
        let alone = if losses.len() > 1 { "each of them" } else { "it" };
        let how = match values {
            Some(values) => format!("steps on {alone} alone diverge: the values go {values}, …"),
            None => format!("away from the minimum, steps on {alone} alone diverge"),
        };
        format!("rate {rate} is above {bound}, the largest stable one for {}; {how}", losses.join(", "))
    },
    looks_ahead: "each gradient is taken where the velocity alone would lead, not at the point",
    redrawn: |draws| {
        if draws == 1 {
            "1 draw that cut the network thrown away".into()
        } else {
            format!("{draws} draws that cut the network thrown away")
        }
    },
    kept: |kept, all| format!("{kept} of {all} keep"),
    kinks: |conventions| format!("a kink was met, where {conventions} is taken"),
    one_row: |names| {
        format!("{names} and its mean are not updated: one row has no variance by n − 1 (`running = biased` divides by n)")
    },
    many: |weights| format!("{weights} weights; --format csv and --format json have every one"),
    irrational: "a number is no longer rational",
    long: "the exact numbers became too long",
    not_finite: "a number became too large for doubles",
    undecided: |node| match node {
        Some(node) => format!("{node} is so near to 0 there that its sign is not decided, and the step hangs on it"),
        None => "a number of the rule is so near to 0 that its sign is not decided".into(),
    },
    too_large: "a number became too large to be computed",
    disconnected: "10000 draws of the masks were made, and none left a path from an input to the output",
    time: "the time limit was reached",
    memory: |megabytes| format!("its steps take {megabytes} MB, as much memory as a run may"),
    rule: |fault| match fault {
        RuleFault::DividesByZero => "the rule of the method divides by 0",
        RuleFault::RootOfNegative => "the rule of the method takes a root of a negative number",
        RuleFault::NoCertainValue => "the rule of the method has no certain value",
    },
    division: |node| format!("{node} divides by 0 there"),
    domain: |node| format!("{node} is asked outside its domain there"),
    needed: |condition| format!("{condition} is needed there and does not hold"),
    not_drawn: |steps| format!("not drawn: {steps} of the steps, whose loss is beyond 1e308 (--format csv has them)"),
    masks_as_drawn: "masks are kept as they are drawn: whether a draw cuts every path from an input to the output is not looked at here",
    step: "step",
    more_losses: |losses| format!("and {losses} more"),
    start: "start",
};

/// Russian.
pub static RUSSIAN: RunWords = RunWords {
    loss: "функция потерь",
    value: "значение",
    gradient: "градиент",
    gradient_length: "‖градиент‖",
    point: "точка",
    masks: "маски",
    averages: "скользящие средние",
    exact: "точно",
    digits: |digits| format!("цифр: {digits}, подтверждено вторым прогоном с большей точностью"),
    rounded: |k, why| {
        if k == 1 {
            format!("в числах двойной точности: {why}")
        } else {
            format!("точно до шага {}, дальше в числах двойной точности: {why}", k - 1)
        }
    },
    stopped: |k, why| format!("прогон закончился перед шагом {k}: {why}"),
    left_out: |steps| format!("… пропущено шагов: {steps}; все есть в --format csv и --format json"),
    broken_assumption: |condition, point| format!("предположено {condition}, но в точке {point} это не так"),
    unknown_assumption: |condition, point| format!("предположено {condition}; верно ли это в точке {point}, неизвестно"),
    default_rate: |rate| format!("шаг обучения не задан: взят {rate}, как в PyTorch"),
    too_fast: |rate, losses, bound, values| {
        let alone = if losses.len() > 1 { "каждой из них" } else { "ней" };
        let how = match values {
            Some(values) => format!("спуск только по {alone} расходится: значения {values}, …"),
            None => format!("вдали от минимума спуск только по {alone} расходится"),
        };
        format!("шаг обучения {rate} больше {bound}, наибольшего устойчивого для {}; {how}", losses.join(", "))
    },
    looks_ahead: "градиент берётся там, куда привела бы одна инерция, а не в самой точке",
    redrawn: |draws| format!("отброшено жребиев, разрывавших сеть: {draws}"),
    kept: |kept, all| format!("пропускают {kept} из {all}"),
    kinks: |conventions| format!("встретился излом, там принято {conventions}"),
    one_row: |names| {
        format!(
            "{names} и её среднее не обновляются: у одной строки нет дисперсии с делением на n − 1 (`running = biased` делит на n)"
        )
    },
    many: |weights| format!("весов: {weights}; все есть в --format csv и --format json"),
    irrational: "число больше не рационально",
    long: "точные числа стали слишком длинными",
    not_finite: "число вышло за пределы двойной точности",
    undecided: |node| match node {
        Some(node) => format!("{node} там так близко к 0, что знак не установлен, а шаг от него зависит"),
        None => "число в правиле метода так близко к 0, что его знак не установлен".into(),
    },
    too_large: "число вышло за пределы вычислимого",
    disconnected: "сделано 10000 жребиев масок, и ни один не оставил пути от входа к выходу",
    time: "кончилось отведённое время",
    memory: |megabytes| format!("шаги заняли {megabytes} МБ — больше прогону не отводится"),
    rule: |fault| match fault {
        RuleFault::DividesByZero => "правило метода делит на 0",
        RuleFault::RootOfNegative => "правило метода берёт корень из отрицательного числа",
        RuleFault::NoCertainValue => "у правила метода нет надёжного значения",
    },
    division: |node| format!("{node} делит там на 0"),
    domain: |node| format!("{node} берётся там вне области определения"),
    needed: |condition| format!("нужно {condition}, а там это не так"),
    not_drawn: |steps| format!("не нарисовано шагов: {steps}, потери там больше 1e308 (все есть в --format csv)"),
    masks_as_drawn: "маски берутся как выпали: не разрывает ли жребий каждый путь от входа к выходу, здесь не проверяется",
    step: "шаг",
    more_losses: |losses| format!("и ещё {losses}"),
    start: "начало",
};

/// The words of a language by its code.
pub fn find(code: &str) -> &'static RunWords {
    if code == "ru" { &RUSSIAN } else { &ENGLISH }
}
