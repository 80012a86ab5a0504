//! The words of training runs.

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
    /// A number beyond all doubles.
    pub not_finite: &'static str,
    /// No draw leaves a path.
    pub disconnected: &'static str,
    /// The time limit.
    pub time: &'static str,
    /// What the rule does, in English.
    pub rule: fn(&str) -> String,
    /// Something divides by 0.
    pub division: fn(&str) -> String,
    /// Something is asked outside its domain.
    pub domain: fn(&str) -> String,
    /// A condition is not met.
    pub needed: fn(&str) -> String,
    /// Below a picture of the loss.
    pub step: &'static str,
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
    default_rate: |rate| format!("no rate is given: {rate}, PyTorch's default, is taken"),
    too_fast: |rate, losses, bound, values| {
        let alone = if losses.len() > 1 { "each of them" } else { "it" };
        let how = match values {
            Some(values) => format!("steps on {alone} alone diverge: its values go {values}, …"),
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
    disconnected: "no draw of the masks leaves a path from an input to the output",
    time: "the time limit was reached",
    rule: str::to_string,
    division: |node| format!("{node} divides by 0 there"),
    domain: |node| format!("{node} is asked outside its domain there"),
    needed: |condition| format!("{condition} is needed there and does not hold"),
    step: "step",
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
    disconnected: "ни один жребий масок не оставляет пути от входа к выходу",
    time: "кончилось отведённое время",
    rule: |what| match what {
        "the rule of the method divides by 0" => "правило метода делит на 0".into(),
        "the rule of the method takes a root of a negative number" => {
            "правило метода берёт корень из отрицательного числа".into()
        }
        _ => "у правила метода нет надёжного значения".into(),
    },
    division: |node| format!("{node} делит там на 0"),
    domain: |node| format!("{node} берётся там вне области определения"),
    needed: |condition| format!("нужно {condition}, а там это не так"),
    step: "шаг",
    start: "начало",
};

/// The words of a language by its code.
pub fn find(code: &str) -> &'static RunWords {
    if code == "ru" { &RUSSIAN } else { &ENGLISH }
}
