//! What certificates, conventions and rules are called in Russian. What is not listed stays English, so that nothing is
//! lost. `#` stands for a number, `#@` for so many points: `в #@` is «в 21 точке», «в 8 точках».

use super::ru::in_points;

/// The phrases of a text, each translated where it is known: first as a whole, then between `; `.
pub(super) fn translated(text: &str) -> String {
    let phrase = |text: &str| PHRASES.iter().find_map(|(english, russian)| filled(text, english, russian));
    phrase(text).unwrap_or_else(|| {
        let parts = text.split("; ").map(|part| phrase(part).unwrap_or_else(|| part.to_string()));
        parts.collect::<Vec<_>>().join("; ")
    })
}

/// The Russian phrase with the numbers of the text, where the text is the English phrase.
fn filled(text: &str, english: &str, russian: &str) -> Option<String> {
    let mut rest = text;
    let mut numbers = Vec::new();
    for (k, piece) in english.split('#').enumerate() {
        if k > 0 {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, behind) = rest.split_at(digits);
            if number.is_empty() {
                return None;
            }
            numbers.push(number);
            rest = behind;
        }
        rest = rest.strip_prefix(piece)?;
    }
    let mut numbers = numbers.into_iter();
    let mut out = String::new();
    for (k, piece) in russian.split('#').enumerate() {
        let number = if k > 0 { numbers.next().unwrap_or_default() } else { "" };
        match (piece.strip_prefix('@'), number.parse()) {
            (Some(piece), Ok(points)) => out.push_str(&(in_points(points) + piece)),
            _ => out.push_str(&format!("{number}{piece}")),
        }
    }
    rest.is_empty().then_some(out)
}

static PHRASES: &[(&str, &str)] = &[
    // Certificates of derivatives.
    (
        "reverse and forward mode agree exactly at # points of a finite field",
        "обратный и прямой ход точно совпадают в #@ конечного поля",
    ),
    ("each simplification tested on every sign pattern", "каждое упрощение проверено при всех сочетаниях знаков"),
    (
        "no point of the exact test has a value; central differences alone",
        "ни в одной точке точной проверки нет значения; только центральные разности",
    ),
    (
        "the exact test shows no proof; central differences alone",
        "точная проверка доказательства не даёт; только центральные разности",
    ),
    // Certificates of claims.
    ("both sides are the same expression", "обе части — одно и то же выражение"),
    ("both sides have the same exact value", "обе части имеют одно и то же точное значение"),
    ("exact zero test: 0 at # random points of a finite field", "точная проверка на нуль: 0 в #@ конечного поля"),
    (
        "exact zero test: 0 at # random points of a finite field, both branches of a sign or root",
        "точная проверка на нуль: 0 в #@ конечного поля, на обеих ветвях знака или корня",
    ),
    (
        "exact zero test: 0 at # random points of a finite field, every pattern of # signs and roots",
        "точная проверка на нуль: 0 в #@ конечного поля, при всех сочетаниях ветвей (знаков и корней: #)",
    ),
    ("the sides differ at a point, by exact or enclosed values", "части различаются в точке, по точным значениям или границам"),
    ("the sides are further apart at a point, by enclosed values", "в точке части дальше друг от друга, по границам значений"),
    ("the sides differ at a jump", "части различаются в точке скачка"),
    (
        "the sides are equal wherever both are defined (exact zero test)",
        "части равны везде, где обе определены (точная проверка на нуль)",
    ),
    ("the enclosed values lie within the tolerance", "границы значений укладываются в допуск"),
    ("within the tolerance at # points", "в пределах допуска в #@"),
    ("equal at # points", "равны в #@"),
    ("the exact test found no proof", "точная проверка доказательства не нашла"),
    ("the exact test depends on the branch of a root or a sign", "точная проверка зависит от ветви корня или знака"),
    ("0 in the exact test, but not every sign pattern was met", "0 при точной проверке, но встретились не все сочетания знаков"),
    ("0 in the exact zero test", "0 при точной проверке на нуль"),
    ("not decided where a sign or step jumps", "не решено там, где знак или ступенька имеет скачок"),
    ("no point was found where both sides are defined", "не нашлось точки, где определены обе части"),
    (
        "no point was found where the sides differ, and no proof that they are equal",
        "не нашлось ни точки, где части различаются, ни доказательства их равенства",
    ),
    ("neither side has a value", "ни одна из частей не имеет значения"),
    ("a side has no value here: the condition is not met", "одна из частей здесь не имеет значения: условие не выполнено"),
    (
        "a side has no value at this point: the condition is not met",
        "одна из частей в этой точке не имеет значения: условие не выполнено",
    ),
    ("an assumption is not met at this point", "предположение в этой точке не выполнено"),
    ("(link # of #)", "(звено # из #)"),
    // Conventions.
    ("|x|' = 0 at x = 0", "|x|' = 0 при x = 0"),
    ("½ each at a tie of max", "по ½ при равенстве аргументов max"),
    ("½ each at a tie of min", "по ½ при равенстве аргументов min"),
    ("sign' = 0, also at the jump x = 0", "sign' = 0, также в точке скачка x = 0"),
    ("step' = 0, also at the jump x = 0", "step' = 0, также в точке скачка x = 0"),
    // Rules of simplification.
    ("canonical form", "приведение к каноническому виду"),
    ("common factor", "общий множитель за скобки"),
    ("ring laws", "раскрытие скобок и приведение подобных"),
    ("exp of ln", "экспонента логарифма"),
    ("ln of exp", "логарифм экспоненты"),
    ("product of exponentials", "произведение экспонент"),
    ("quotient of exponentials", "частное экспонент"),
    ("square of an exponential", "квадрат экспоненты"),
    ("cube of an exponential", "куб экспоненты"),
    ("root of an exponential", "корень из экспоненты"),
    ("exponential below the line", "экспонента в знаменателе"),
    ("sum of logarithms", "сумма логарифмов"),
    ("difference of logarithms", "разность логарифмов"),
    ("logarithm of a reciprocal", "логарифм обратной величины"),
    ("logarithm of a square", "логарифм квадрата"),
    ("logarithm of a root", "логарифм корня"),
    ("logarithm of a product with an exponential", "логарифм произведения с экспонентой"),
    ("sinh over cosh", "отношение sinh к cosh"),
    ("cosh over sinh", "отношение cosh к sinh"),
    ("tanh times cosh", "произведение tanh и cosh"),
    ("sigmoid of a negative", "sigmoid противоположного числа"),
    ("tanh from sigmoid", "tanh через sigmoid"),
    ("sigmoid from exp", "sigmoid через exp"),
    ("sigmoid from exp over exp", "sigmoid через отношение exp"),
    ("sigmoid times exp", "произведение sigmoid и exp"),
    ("softplus from exp", "softplus через exp"),
    ("silu from sigmoid", "silu через sigmoid"),
    ("relu of what is never negative", "relu неотрицательного числа"),
    ("relu of what is never positive", "relu неположительного числа"),
    ("relu times relu", "произведение relu"),
    ("relu times step", "произведение relu и step"),
    ("number times step", "произведение числа и step"),
    ("relu of relu", "relu от relu"),
    ("step of relu", "step от relu"),
    ("square of step", "квадрат step"),
    ("step times step", "произведение step"),
    ("step of a positive number", "step положительного числа"),
    ("step of what is never positive", "step неположительного числа"),
    ("sign times step", "произведение знака и step"),
    ("max of a number and itself", "max числа с самим собой"),
    ("min of a number and itself", "min числа с самим собой"),
    ("max with 0", "max с нулём"),
    ("max with 0 first", "max с нулём"),
    ("max of a number and its negative", "max числа и противоположного ему"),
    ("root of a square", "корень из квадрата"),
    ("square of a root", "квадрат корня"),
    ("product of roots", "произведение корней"),
    ("quotient of roots", "частное корней"),
    ("square under a root", "квадрат под корнем"),
    ("square under a root, below the line", "квадрат под корнем в знаменателе"),
    ("number over its root", "отношение числа к его корню"),
    ("absolute value times sign", "произведение модуля и знака"),
    ("number times its sign", "произведение числа и его знака"),
    ("product of absolute values", "произведение модулей"),
    ("quotient of absolute values", "частное модулей"),
    ("product of signs", "произведение знаков"),
    ("square of an absolute value", "квадрат модуля"),
    ("absolute value of a square", "модуль квадрата"),
    ("cube of a sign", "куб знака"),
    ("square of a sign", "квадрат знака"),
    ("sign below the line", "знак в знаменателе"),
    ("number over its absolute value", "отношение числа к его модулю"),
    ("absolute value over its number", "отношение модуля числа к числу"),
    ("sign over its number", "отношение знака числа к числу"),
    ("sign of an absolute value", "знак модуля"),
    ("sign of a sign", "знак знака"),
    ("absolute value twice", "модуль модуля"),
    ("absolute value of a sign", "модуль знака"),
    ("absolute value of what is never negative", "модуль неотрицательного числа"),
    ("absolute value of what is never positive", "модуль неположительного числа"),
    ("sign of a positive number", "знак положительного числа"),
    ("sign of a negative number", "знак отрицательного числа"),
    ("sin over cos", "отношение sin к cos"),
    ("tan times cos", "произведение tan и cos"),
    ("double angle of sin", "синус двойного угла"),
    ("double angle of cos", "косинус двойного угла"),
    ("tan of atan", "tan от atan"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_into_the_russian_phrase() {
        let said = translated("equal at 40 points; the exact test found no proof");
        assert_eq!(said, "равны в 40 точках; точная проверка доказательства не нашла");
        assert_eq!(translated("equal at x points"), "equal at x points");
        assert_eq!(translated("something new; common factor"), "something new; общий множитель за скобки");
    }

    #[test]
    fn every_rule_of_the_shelf_has_a_name_or_is_a_formula() {
        let functions = ["cosh", "sinh", "exp", "sigmoid", "softplus", "relu", "step", "max", "min", "sin", "cos", "tan", "tanh"];
        let formula = |name: &str| {
            name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).all(|word| functions.contains(&word))
        };
        let english: Vec<&str> =
            crate::rules::all().iter().map(|rule| rule.name).filter(|name| translated(name) == *name && !formula(name)).collect();
        assert!(english.is_empty(), "{english:?}");
    }

    #[test]
    fn every_convention_has_words() {
        for convention in crate::functions::ALL.iter().filter_map(|function| function.convention) {
            let said = translated(convention);
            assert!(!said.contains(" at ") && !said.contains("also"), "{said}");
        }
    }
}
