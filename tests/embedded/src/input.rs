//! What the programs work on, made by `input/make.sh`, in a section that is not counted as code.

/// The certificates' host.
pub const HOST: &str = "device.example.com";
/// A time within the certificates' validity: 2030-01-01.
pub const NOW: u64 = 1_893_456_000;

macro_rules! inputs {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $(
            $(#[$doc])*
            pub fn $name() -> &'static [u8] {
                #[unsafe(link_section = ".input")]
                static BYTES: [u8; include_bytes!(concat!("../input/", $file)).len()] =
                    *include_bytes!(concat!("../input/", $file));
                core::hint::black_box(&BYTES)
            }
        )*
    };
}

inputs! {
    /// The trust anchor's certificate.
    root = "root.der";
    /// The certificate of the CA that issued the leaf's.
    intermediate = "intermediate.der";
    /// The host's certificate.
    leaf = "leaf.der";
    /// RSAPrivateKey of the leaf.
    private_key = "key.pkcs1.der";
    /// RSAPublicKey of the leaf.
    public_key = "public.pkcs1.der";
    /// What is signed.
    message = "message";
    /// Its signature by RSASSA-PKCS1-v1_5 with SHA-256, made by OpenSSL.
    signature = "signature";
}
