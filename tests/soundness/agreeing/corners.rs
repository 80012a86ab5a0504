//! Products of branches that are open together in a small region alone: boxes, triangles, wedges, discs.

use super::{Made, plain};

/// The same region in three spellings: all of the borders' expressions are positive.
fn inside(borders: &[String], spelling: usize) -> String {
    match spelling % 4 {
        0 => borders.iter().map(|border| format!("relu({border})")).collect::<Vec<_>>().join(" "),
        1 => borders.iter().map(|border| format!("step({border})")).collect::<Vec<_>>().join(" "),
        2 if borders.len() > 1 => format!("relu(min({}))", borders.join(", ")),
        2 => format!("max({}, 0)", borders.join(", ")),
        _ => borders.iter().map(|border| format!("(|{border}| + ({border}))")).collect::<Vec<_>>().join(" "),
    }
}

/// `x - 5`, `x + 5`, `x`.
fn less(name: &str, value: i32) -> String {
    match value {
        0 => name.to_string(),
        v if v > 0 => format!("{name} - {v}"),
        v => format!("{name} + {}", -v),
    }
}

/// `6 - x`, `-6 - x`.
fn below(name: &str, value: i32) -> String {
    format!("{value} - {name}")
}

/// Boxes `p < x < p + 1`, `q < y < q + 1`, …, with their middle.
fn boxes() -> Vec<(Vec<String>, String)> {
    let corners: &[&[i32]] =
        &[&[5, 5], &[-7, 3], &[100, 2], &[40, -60], &[8, 13], &[4, 4, 4], &[-6, 9, 2], &[3, 5, -4, 6], &[12]];
    let names = ["x", "y", "z", "w"];
    let made = |corner: &&[i32]| {
        let borders = corner.iter().zip(names).flat_map(|(p, name)| [less(name, *p), below(name, p + 1)]).collect();
        let at: Vec<String> = corner.iter().zip(names).map(|(p, name)| format!("{name} = {p} + 1/2")).collect();
        (borders, at.join(", "))
    };
    corners.iter().map(made).collect()
}

/// Triangles `x > p, y > q, x + y < p + q + d`, upright and skew.
fn triangles() -> Vec<(Vec<String>, String)> {
    let mut made = Vec::new();
    for (p, q, d) in [(6, 2, "1"), (-9, 14, "1/2"), (33, 21, "2"), (3, -8, "1/10")] {
        let borders = vec![less("x", p), less("y", q), format!("{} + {d} - x - y", p + q)];
        made.push((borders, format!("x = {p} + 1/100, y = {q} + 1/80")));
        // The same after x → 2x + y, y → x - 3y: no border is upright.
        let skew = vec![less("2x + y", p), less("x - 3y", q), format!("{} + {d} - 3x + 2y", p + q)];
        made.push((skew, format!("x = (3 ({p} + 1/100) + {q} + 1/80)/7, y = ({p} + 1/100 - 2 ({q} + 1/80))/7")));
    }
    for (cut, at) in [("3/2", "9/10"), ("19/10", "98/100"), ("199/100", "998/1000")] {
        made.push((vec![format!("x + y - {cut}"), "1 - x".into(), "1 - y".into()], format!("x = {at}, y = {at} + 1/1000")));
        let three = vec![format!("x + y + z - 1 - {cut}"), "1 - x".into(), "1 - y".into(), "1 - z".into()];
        made.push((three, "x = 999/1000, y = 998/1000, z = 997/1000".into()));
    }
    made
}

/// Discs and balls, halved or cut by a line or by one another.
const ROUND: &[(&[&str], &str)] = &[
    (&["1 - x^2 - y^2", "x + y - 14/10"], "x = 705/1000, y = 705/1000"),
    (&["1 - x^2 - y^2", "x - y - 141/100"], "x = 707/1000, y = -706/1000"),
    (&["1 - (x - 10)^2 - (y - 20)^2"], "x = 10, y = 20"),
    (&["1 - x^2 - y^2", "1 - (x - 19/10)^2 - y^2"], "x = 15/16"),
    (&["4 - x^2 - y^2", "x - 195/100"], "x = 199/100"),
    (&["25 - x^2 - y^2", "3x + 4y - 24"], "x = 299/100, y = 399/100"),
    (&["1 - x^2 - y^2 - z^2", "x + y + z - 17/10"], "x = 575/1000, y = 575/1000, z = 575/1000"),
    (&["1 - (x - 6)^2 - (y + 5)^2 - (z - 4)^2"], "x = 6, y = -5, z = 4"),
    (&["1/100 - (x - 3)^2 - (y - 3)^2"], "x = 3, y = 3"),
    (&["2 - exp(x) - y", "y - 1", "x + 1/10"], "x = -1/20, y = 101/100"),
    (&["5 - x", "exp(x) - 120"], "x = 49/10"),
    (&["5 - x", "x^3 - 120"], "x = 4999/1000"),
    (&["8 - x", "ln(x) - 2"], "x = 79/10"),
    (&["y - x^2 - 30", "31 + x - y"], "x = 1/2, y = 31"),
    (&["x y - 100", "21 - x - y", "x"], "x = 10, y = 11 - 1/2"),
    (&["tanh(x) - 99/100", "28/10 - x"], "x = 27/10"),
    (&["y - exp(x)", "x + 1 + 1/100 - y"], "x = -1/100, y = 995/1000"),
    (&["1 - x^2", "1 - y^2", "x y - 98/100"], "x = 999/1000, y = 9985/10000"),
    (&["√(x^2 + y^2) - 30", "31 - √(x^2 + y^2)", "x - 3y + 1", "4 - x + 3y"], "x = 29, y = 9"),
];

/// Sums of bars that are constant on a diamond or between two lines alone.
const DIAMONDS: &[(&str, &str)] = &[
    ("relu(1 - |x - 5| - |y - 5|) = 0", "x = 5, y = 5"),
    ("max(0, 5 - |x - 20| - |y - 30|) = 0", "x = 20, y = 30"),
    ("relu(1/4 - |x - 3| - |y - 3| - |z - 3|) = 0", "x = 3, y = 3, z = 3"),
    ("relu(1/4 - |x - 3| - |y + 3| - |z - 3| - |w + 3|) = 0", "x = 3, y = -3, z = 3, w = -3"),
    ("max(|x - 11| + |y - 11|, 1/2) = |x - 11| + |y - 11|", "x = 11, y = 11"),
    ("|x - 8| + |x - 9| = |2x - 17|", "x = 17/2"),
    ("|x - 21| + |22 - x| + |y| = |2x - 43| + |y|", "x = 43/2"),
    ("max(x - 30, 31 - x) = |x - 61/2| + 1/2 - relu(1/10 - |x - 61/2|)", "x = 61/2"),
    ("min(|x - 14|, |y - 15|, 1/3) relu(1/3 - |x - 14|) relu(1/3 - |y - 15|) = 0", "x = 14 + 1/8, y = 15 + 1/8"),
    ("||x - 16| - 1| = |x - 16| - 1", "x = 16"),
    ("||x - 25| - |y - 25|| relu(1 - |x - 25|) relu(1 - |y - 25|) = 0", "x = 25, y = 26 - 1/2"),
    ("sign(x - 17) + sign(18 - x) = 0", "x = 17 + 1/2"),
    ("sign(x - 2y - 17) + sign(18 - x + 2y) = 0", "x = 17 + 1/2"),
    ("step(x - 23) + step(24 - x) = 1", "x = 47/2"),
    ("leaky_relu(x - 27) leaky_relu(28 - x) = -|x - 27| |x - 28|/100", "x = 55/2"),
    ("√((x - 32)^2) + √((33 - x)^2) = √((2x - 65)^2)", "x = 65/2"),
    ("max(x - 36, y - 36, 73 - x - y, 2/5) = max(x - 36, y - 36, 73 - x - y)", "x = 36 + 5/16, y = 36 + 5/16"),
    ("relu(1 - relu(x - 5) - relu(5 - x) - relu(y + 12) - relu(-y - 12)) = 0", "x = 5, y = -12"),
    ("relu(relu(1 - |x - 9|) - 1/2) = 0", "x = 9"),
    ("max(min(x - 46, 47 - x), 0) max(min(y - 1, 2 - y), 0) = 0", "x = 93/2, y = 3/2"),
];

/// What a region stands beside.
const BESIDE: &[(&str, &str)] = &[("", "0"), ("sin(x) + ", "sin(x)"), ("x y + 3 ", "x y"), ("-", "0"), ("exp(y) + x ", "exp(y)")];

pub fn claims() -> Vec<Made> {
    let owned = |(borders, at): &(&[&str], &str)| (borders.iter().map(ToString::to_string).collect(), at.to_string());
    let regions: Vec<(Vec<String>, String)> = boxes().into_iter().chain(triangles()).chain(ROUND.iter().map(owned)).collect();
    let mut made = Vec::new();
    for (number, (borders, at)) in regions.iter().enumerate() {
        for spelling in 0..4 {
            let (before, rest) = BESIDE[(number + spelling) % BESIDE.len()];
            made.push(plain(format!("{before}{} = {rest}", inside(borders, spelling)), at.as_str()));
        }
        // The slope of the product of ramps is not 0 there, but for its middle.
        if number % 2 == 0 {
            made.push(plain(format!("diff({}, x) = 0", inside(borders, 0)), moved(at)));
        }
    }
    made.extend(DIAMONDS.iter().map(|(claim, at)| plain(*claim, *at)));
    made
}

/// The point a little to the left.
fn moved(at: &str) -> String {
    let parts = at.split(", ").map(|part| if part.starts_with("x = ") { format!("{part} - 1/1234") } else { part.to_string() });
    parts.collect::<Vec<_>>().join(", ")
}
