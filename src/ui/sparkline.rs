//! A row of numbers as a row of bars: `▁▃▅█▂`.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One bar a value, as high as its part of the largest.
///
/// The lowest bar is zero (or less), so any value above zero stands out from it. A value that is not known (not a
/// finite number) is a blank: absent is not zero.
#[must_use]
pub fn sparkline(values: &[f64]) -> String {
    let most = values.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
    values.iter().map(|value| bar(*value, most)).collect()
}

fn bar(value: f64, most: f64) -> char {
    if !value.is_finite() {
        return ' ';
    }
    if value <= 0.0 {
        return BARS[0];
    }
    let part = value / most;
    let steps = (1_u8..7).take_while(|step| part > f64::from(*step) / 7.0).count();
    BARS[steps + 1]
}

/// At most `width` values: each the mean of the known ones among its neighbours, not a number where none is known.
///
/// Fewer values than `width` are given back as they are; a row is never stretched.
#[must_use]
pub fn downsample(values: &[f64], width: usize) -> Vec<f64> {
    if values.len() <= width {
        return values.to_vec();
    }
    let edge = |index: usize| index * values.len() / width;
    (0..width).map(|index| mean(&values[edge(index)..edge(index + 1)])).collect()
}

fn mean(values: &[f64]) -> f64 {
    let known = values.iter().filter(|value| value.is_finite());
    let (sum, number) = known.fold((0.0, 0.0), |(sum, number), value| (sum + value, number + 1.0));
    sum / number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn heights_are_parts_of_the_largest() {
        assert_eq!(sparkline(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[5.0, 5.0]), "██");
        assert_eq!(sparkline(&[0.0, 0.0]), "▁▁");
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn little_is_more_than_nothing_and_absent_is_not_zero() {
        assert_eq!(sparkline(&[0.0, 0.001, 100.0, f64::NAN, -3.0]), "▁▂█ ▁");
    }

    #[test]
    fn neighbours_become_their_mean() {
        assert_eq!(downsample(&[1.0, 3.0, 10.0, f64::NAN], 2), [2.0, 10.0]);
        assert_eq!(downsample(&[1.0, 2.0], 5), [1.0, 2.0]);
        assert!(downsample(&[f64::NAN, f64::NAN, 1.0, 1.0], 2)[0].is_nan());
        assert!(downsample(&[1.0], 0).is_empty());
    }

    proptest! {
        #[test]
        fn one_bar_a_value_within_the_width(
            values in prop::collection::vec(any::<f64>(), 0..100), width in 0_usize..40,
        ) {
            let fewer = downsample(&values, width);
            prop_assert_eq!(fewer.len(), values.len().min(width));
            prop_assert_eq!(sparkline(&fewer).chars().count(), fewer.len());
        }
    }
}
