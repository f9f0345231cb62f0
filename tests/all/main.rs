//! The tests, in one binary: 27 of them took two thirds of the gate to link. A file a subject; each reads as sentences.

mod harness;

mod answers;
mod architecture;
mod archive;
mod checks;
mod checks_schema;
mod command;
mod command_line;
mod connections;
mod content;
mod content_properties;
mod contributing;
mod documentation;
mod figure;
mod ifeval;
mod ingest;
mod interrupt;
mod journeys;
mod keys;
mod limits;
mod one_number;
mod pages;
mod preflight;
mod publish;
mod replies;
mod runner;
mod runtimes;
mod runtimes_shown;
mod suite;
mod symmetry;
mod wire;
