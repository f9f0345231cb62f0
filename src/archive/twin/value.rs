//! How single values are written: ids, times in milliseconds, counts, pairs.

/// An id as its text.
pub(super) mod id {
    use std::fmt::{self, Display};
    use std::marker::PhantomData;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    use crate::name::Slug;

    pub(in crate::archive) fn serialize<T: Display, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(in crate::archive) fn deserialize<'de, T: From<Slug>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        deserializer.deserialize_str(Text(PhantomData))
    }

    /// The text of an id, which is not copied before it is found to be one.
    struct Text<T>(PhantomData<T>);

    impl<T: From<Slug>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            Slug::parse(text).map(T::from).map_err(E::custom)
        }
    }
}

/// A time in milliseconds: a whole number where it is one, else with up to six decimals. Exact to the nanosecond up to 26 days.
pub(super) mod milliseconds {
    use std::time::Duration;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::archive) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        let nanoseconds = time.as_nanos();
        match u64::try_from(nanoseconds / 1_000_000) {
            Ok(whole) if nanoseconds.is_multiple_of(1_000_000) => whole.serialize(serializer),
            _ => (nanoseconds as f64 / 1e6).serialize(serializer),
        }
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        let milliseconds = f64::deserialize(deserializer)?;
        let nanoseconds = (milliseconds * 1e6).round();
        if !(0.0..u64::MAX as f64).contains(&nanoseconds) {
            return Err(D::Error::custom(format!("`{milliseconds}` is not a time in milliseconds")));
        }
        Ok(Duration::from_nanos(nanoseconds as u64))
    }
}

/// A time in milliseconds, where it was measured.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Milliseconds(#[serde(with = "milliseconds")] pub(super) std::time::Duration);

/// A moment as RFC 3339 has it. A trial has one, and its usual form is read several times as fast as any.
pub(super) mod moment {
    use std::fmt;

    use chrono::{DateTime, NaiveDate, Utc};
    use serde::de::value::StrDeserializer;
    use serde::de::{Error, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::archive) fn serialize<S: Serializer>(
        moment: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        moment.serialize(serializer)
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        deserializer.deserialize_str(Text)
    }

    struct Text;

    impl Visitor<'_> for Text {
        type Value = DateTime<Utc>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an RFC 3339 formatted date and time string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<DateTime<Utc>, E> {
            usual(text.as_bytes()).map_or_else(|| DateTime::deserialize(StrDeserializer::new(text)), Ok)
        }
    }

    /// `2026-05-05T10:32:07.384711310Z`, with any number of decimals up to nine.
    fn usual(text: &[u8]) -> Option<DateTime<Utc>> {
        let (whole, fraction) = text.strip_suffix(b"Z")?.split_at_checked(19)?;
        let has_mark = |(place, mark): (usize, u8)| whole[place] == mark;
        if ![(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')].into_iter().all(has_mark) {
            return None;
        }
        let number = |from: usize, to: usize| digits(&whole[from..to]);
        let nanoseconds = match fraction {
            [] => 0,
            [b'.', decimals @ ..] if (1..=9).contains(&decimals.len()) => {
                digits(decimals)? * 10_u32.pow(9 - u32::try_from(decimals.len()).ok()?)
            }
            _ => return None,
        };
        let year = i32::try_from(number(0, 4)?).ok()?;
        let date = NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?;
        Some(date.and_hms_nano_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?, nanoseconds)?.and_utc())
    }

    fn digits(text: &[u8]) -> Option<u32> {
        let digit = |number: u32, byte: &u8| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'));
        text.iter().try_fold(0, digit)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_usual_form_is_read_as_any_other() {
            for text in ["2026-05-05T10:32:07Z", "2026-02-28T23:59:59.5Z", "0001-12-31T00:00:00.384711310Z"] {
                let read = usual(text.as_bytes());
                assert_eq!(read, Some(text.parse().expect("it is a moment")), "{text}");
            }
            for text in ["", "Z", "2026-02-29T00:00:00Z", "2026-05-05 10:32:07Z", "2026-05-05T10:32:07+02:00"] {
                assert_eq!(usual(text.as_bytes()), None, "{text}");
            }
            for text in
                ["2026-05-05T10:32:07.Z", "2026-05-05T10:32:60Z", "2026-05-05T1é:32:07Z", "+026-05-05T10:32:07Z"]
            {
                assert_eq!(usual(text.as_bytes()), None, "{text}");
            }
            assert_eq!(usual(b"2026-05-05T10:32:07.0000000001Z"), None);
        }
    }
}

/// A time in milliseconds, where there is one.
pub(super) mod optional_milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Milliseconds;

    #[expect(clippy::ref_option, reason = "the signature that serde calls")]
    pub(in crate::archive) fn serialize<S: Serializer>(
        time: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(Milliseconds).serialize(serializer)
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<Milliseconds>::deserialize(deserializer)?.map(|time| time.0))
    }
}

/// A module for `#[serde(with = ..)]` on a value that may be absent, of a type that a twin with the given wrapper writes.
macro_rules! optional {
    ($module:ident, $type:ident, $item:ident) => {
        pub(super) mod $module {
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            use super::{$item, $type};

            #[expect(clippy::ref_option, reason = "the signature that serde calls")]
            pub(in crate::archive) fn serialize<S: Serializer>(
                value: &Option<$type>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                value.map($item).serialize(serializer)
            }

            pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<$type>, D::Error> {
                Ok(Option::<$item>::deserialize(deserializer)?.map(|item| item.0))
            }
        }
    };
}

pub(super) use optional;

/// A module for `#[serde(with = ..)]` on a list of a type that a twin with the given wrapper writes.
macro_rules! list {
    ($module:ident, $type:ident, $item:ident) => {
        mod $module {
            use serde::{Deserialize, Deserializer, Serializer};

            use super::{$item, $type};

            pub(super) fn serialize<S: Serializer>(items: &[$type], serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(items.iter().cloned().map($item))
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<$type>, D::Error> {
                Ok(Vec::<$item>::deserialize(deserializer)?.into_iter().map(|item| item.0).collect())
            }
        }
    };
}

pub(super) use list;

/// A weight as its number, greater than 0.
pub(super) mod weight {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::quantity::Weight;

    pub(in crate::archive) fn serialize<S: Serializer>(weight: &Weight, serializer: S) -> Result<S::Ok, S::Error> {
        weight.get().serialize(serializer)
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Weight, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Weight::new(number)
            .ok_or_else(|| D::Error::custom(format!("`{number}` is not a weight: weights are greater than 0")))
    }
}

/// The weight of an entry without one.
pub(super) fn one() -> crate::quantity::Weight {
    crate::quantity::Weight::ONE
}

/// Whether a weight is left out of the file.
pub(super) fn is_one(weight: &crate::quantity::Weight) -> bool {
    *weight == one()
}

/// A counted unit as its bare number; the key names the unit.
pub(super) mod count {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Count;

    pub(in crate::archive) fn serialize<T: Count, S: Serializer>(count: &T, serializer: S) -> Result<S::Ok, S::Error> {
        count.number().serialize(serializer)
    }

    pub(in crate::archive) fn deserialize<'de, T: Count, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        u64::deserialize(deserializer).map(T::of)
    }
}

/// A counted unit, where it is known.
pub(super) mod optional_count {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Count;

    pub(in crate::archive) fn serialize<T: Count, S: Serializer>(
        count: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        count.as_ref().map(Count::number).serialize(serializer)
    }

    pub(in crate::archive) fn deserialize<'de, T: Count, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        Ok(Option::<u64>::deserialize(deserializer)?.map(T::of))
    }
}

/// A unit that is a count of something.
pub(super) trait Count {
    fn of(number: u64) -> Self;
    fn number(&self) -> u64;
}

macro_rules! counts {
    ($($unit:ident),+) => {$(
        impl Count for crate::quantity::$unit {
            fn of(number: u64) -> Self {
                Self(number)
            }

            fn number(&self) -> u64 {
                self.0
            }
        }
    )+};
}

counts!(Tokens, Bytes, Parameters);

/// Named texts as one object, in their order.
pub(super) mod pairs {
    use std::fmt;

    use serde::de::{MapAccess, Visitor};
    use serde::{Deserializer, Serializer};

    pub(in crate::archive) fn serialize<S: Serializer>(
        pairs: &[(String, String)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(pairs.iter().map(|(name, text)| (name, text)))
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, String)>, D::Error> {
        deserializer.deserialize_map(Pairs)
    }

    struct Pairs;

    impl<'de> Visitor<'de> for Pairs {
        type Value = Vec<(String, String)>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object of texts")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }
}
