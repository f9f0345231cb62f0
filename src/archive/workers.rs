//! Blocks of lines that are parsed on several threads, and come in their order.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::lines::Block;
use super::parsing::{ParsedBlock, Parser};

/// Threads that parse. They are not those of the pool, in which who waits may take up another run. They end when this is dropped.
pub(super) struct Workers<T: Send + 'static> {
    shared: Arc<Shared<T>>,
    /// The number of threads.
    threads: usize,
    /// How many blocks were given and taken.
    given: usize,
    taken: usize,
}

struct Shared<T> {
    parser: Parser<T>,
    work: Mutex<Work<T>>,
    /// There is another block to parse, or none will come.
    more: Condvar,
    /// Another block was parsed.
    done: Condvar,
}

/// Blocks, by their place among all.
struct Work<T> {
    waiting: VecDeque<(usize, Block)>,
    parsed: BTreeMap<usize, thread::Result<ParsedBlock<T>>>,
    is_over: bool,
}

impl<T: Send + 'static> Workers<T> {
    pub(super) fn new(parser: Parser<T>) -> Self {
        let work = Work { waiting: VecDeque::new(), parsed: BTreeMap::new(), is_over: false };
        let shared = Shared { parser, work: Mutex::new(work), more: Condvar::new(), done: Condvar::new() };
        Self { shared: Arc::new(shared), threads: 0, given: 0, taken: 0 }
    }

    pub(super) fn parser(&self) -> &Parser<T> {
        &self.shared.parser
    }

    /// The same, before the first block is given.
    pub(super) fn parser_mut(&mut self) -> Option<&mut Parser<T>> {
        Arc::get_mut(&mut self.shared).map(|shared| &mut shared.parser)
    }

    /// How many blocks were given and not taken.
    pub(super) fn under_way(&self) -> usize {
        self.given - self.taken
    }

    /// Has a block parsed.
    pub(super) fn give(&mut self, block: Block) {
        self.shared.work().waiting.push_back((self.given, block));
        self.given += 1;
        // One block needs no other thread than that of who takes it.
        if self.threads < (self.given - 1).min(rayon::current_num_threads() - 1) {
            let shared = Arc::clone(&self.shared);
            // Where no thread can be made, who takes the blocks parses them.
            if thread::Builder::new().spawn(move || shared.parse_until_over()).is_ok() {
                self.threads += 1;
            }
        }
        self.shared.more.notify_one();
    }

    /// The next block, parsed; nothing where none is under way. Who waits for it parses others meanwhile.
    pub(super) fn take(&mut self) -> Option<ParsedBlock<T>> {
        if self.under_way() == 0 {
            return None;
        }
        let place = self.taken;
        self.taken += 1;
        let mut work = self.shared.work();
        loop {
            if let Some(parsed) = work.parsed.remove(&place) {
                return Some(parsed.unwrap_or_else(|panic| resume_unwind(panic)));
            }
            work = match work.waiting.pop_front() {
                Some(block) => self.shared.parse(work, block),
                None => self.shared.done.wait(work).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl<T> Shared<T> {
    fn work(&self) -> MutexGuard<'_, Work<T>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Send> Shared<T> {
    fn parse_until_over(&self) {
        let mut work = self.work();
        while !work.is_over {
            work = match work.waiting.pop_front() {
                Some(block) => self.parse(work, block),
                None => self.more.wait(work).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Parses a block, while others may do other work.
    fn parse<'w>(&'w self, work: MutexGuard<'w, Work<T>>, (place, block): (usize, Block)) -> MutexGuard<'w, Work<T>> {
        drop(work);
        let parsed = catch_unwind(AssertUnwindSafe(|| self.parser.parse(block)));
        let mut work = self.work();
        work.parsed.insert(place, parsed);
        self.done.notify_one();
        work
    }
}

impl<T: Send + 'static> Drop for Workers<T> {
    fn drop(&mut self) {
        self.shared.work().is_over = true;
        self.shared.more.notify_all();
    }
}
