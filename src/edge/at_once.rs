//! Futures that mostly have nothing to wait for.

use futures_util::task::AtomicWaker;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

/// Wakes whoever polls by now: some futures keep the first waker that they meet.
#[derive(Default)]
struct Relay(AtomicWaker);

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.0.wake();
    }
}

/// What a future comes to without waiting; the rest of it, if it waits for something.
pub fn at_once<F: Future>(future: F) -> Result<F::Output, impl Future<Output = F::Output>> {
    let relay = Arc::new(Relay::default());
    let waker = Waker::from(Arc::clone(&relay));
    let mut future = Box::pin(future);
    if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
        return Ok(output);
    }
    Err(poll_fn(move |context| {
        relay.0.register(context.waker());
        future.as_mut().poll(&mut Context::from_waker(&waker))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn what_need_not_wait_is_there() {
        assert_eq!(at_once(async { 7 }).ok(), Some(7));
    }

    /// The runtime's timers never look at a waker again: their deadlines woke nobody.
    #[test]
    fn what_keeps_its_first_waker_wakes_who_waits_now() {
        let (kept, is_over) = (Rc::new(RefCell::new(None)), Rc::new(Cell::new(false)));
        let timer = {
            let (kept, is_over) = (Rc::clone(&kept), Rc::clone(&is_over));
            poll_fn(move |context| {
                kept.borrow_mut().get_or_insert_with(|| context.waker().clone());
                if is_over.get() { Poll::Ready(7) } else { Poll::Pending }
            })
        };
        let mut rest = Box::pin(at_once(timer).err().unwrap());
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut poll = || rest.as_mut().poll(&mut Context::from_waker(&waker));
        assert_eq!(poll(), Poll::Pending);
        is_over.set(true);
        kept.borrow().as_ref().map(Waker::wake_by_ref);
        assert_eq!(woken.0.load(Ordering::Relaxed), 1);
        assert_eq!(poll(), Poll::Ready(7));
    }
}
