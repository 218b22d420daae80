//! What every program has: the device, and a use of the heap.
#![no_std]
#![no_main]

extern crate alloc;

device::program!({
    let input = device::input::message();
    let copy = alloc::vec::Vec::from(input);
    device::counted(|| core::hint::black_box(&copy[..]) == input)
});
