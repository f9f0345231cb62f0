//! The tests, in one binary: 27 of them took two thirds of the gate to link. A file a subject; each reads as sentences.

mod harness;

mod answers;
mod architecture;
mod archive;
mod attempts;
mod caches;
mod checks;
mod checks_schema;
mod command;
mod command_line;
mod conditions;
mod content;
mod content_properties;
mod contributing;
mod documentation;
mod endings;
mod figure;
mod ifeval;
mod ingest;
mod interrupt;
mod journeys;
mod limits;
mod one_number;
mod pages;
mod partial;
mod preflight;
mod publish;
mod random_replies;
mod replies;
mod runner;
mod runtimes;
mod runtimes_shown;
mod suite;
mod symmetry;
mod wire;
