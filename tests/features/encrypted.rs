//! With the default features: a key whose form needs another one is refused with the feature's name. Built by `.ci/features`.

use certwright::rsa::PrivateKey;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (file, feature) in [
        ("vectors/keys/pbes2.pem", "pbes2"),
        ("vectors/keys/pbe-sha1-3des.pem", "legacy-pem"),
        ("vectors/keys/rfc1421.pem", "legacy-pem"),
        ("vectors/keys/openssh-ctr.pem", "openssh-encrypted"),
    ] {
        let refused = PrivateKey::from_pem_encrypted(std::fs::read(file)?, "secret").unwrap_err();
        let wanted = format!("enable the feature {feature}");
        assert!(refused.to_string().ends_with(&wanted), "{file}: {refused}");
    }
    assert!(PrivateKey::from_pem(std::fs::read("vectors/keys/openssh.pem")?).is_ok());
    Ok(())
}
