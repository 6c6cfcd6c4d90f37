#![doc = include_str!("../README.md")]

pub mod base;
pub mod cli;
pub mod command;
pub mod history;
pub mod law;
pub mod publish;
pub mod record;
pub mod register;
pub mod report;
pub mod sample;
pub mod seal;
#[cfg(test)]
mod testing;
pub mod world;
