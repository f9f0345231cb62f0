//! How single values are written: ids, times in milliseconds, counts, pairs.

/// An id as its text.
pub(super) mod id {
    use std::fmt::Display;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::name::Slug;

    pub(in crate::archive) fn serialize<T: Display, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(in crate::archive) fn deserialize<'de, T: From<Slug>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        Slug::parse(&text).map(T::from).map_err(D::Error::custom)
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
