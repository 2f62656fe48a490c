"""Certificates of nobody real, as PKCS#12 files."""

from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from meetings import clock

PASSWORD = "kata sandi kunci"


@cache
def _private(_name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def make_key(name: str, *, days: int = 365, signs: bool = True, starts: int = -1, own: bool = False) -> bytes:
    """A PKCS#12 file with ``PASSWORD``: of ``name``, from ``starts`` days from now for ``days`` days, for signatures or not;
    ``own``: its holder made it."""
    key, begins = _private(name), clock.now() + timedelta(days=starts)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name if own else "Balai Uji Coba")])
    usage = x509.KeyUsage(signs, signs, not signs, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    lock = serialization.BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"kunci", key, certificate, None, lock)
