//! How much a search may still do. It is counted, not measured: the same request gets the same answer on every machine.

/// What is left, and what was done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    left: u64,
    pub(crate) done: u64,
}

/// There is none left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spent;

impl Work {
    pub(crate) const fn new(most: u64) -> Self {
        Self { left: most, done: 0 }
    }

    /// One unit more.
    #[inline]
    pub(crate) const fn unit(&mut self) -> Result<(), Spent> {
        if self.left == 0 {
            return Err(Spent);
        }
        self.left -= 1;
        self.done += 1;
        Ok(())
    }

    /// Work of its own for a part: one of so many parts of what is left.
    pub(crate) const fn part(&self, parts: u64) -> Self {
        Self::new(self.left / parts)
    }

    /// The work of a part was done.
    pub(crate) const fn took(&mut self, part: Self) {
        self.left = self.left.saturating_sub(part.done);
        self.done += part.done;
    }
}
