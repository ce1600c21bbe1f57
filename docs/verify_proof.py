#!/usr/bin/env python3
"""Verify offline what a person answered to a statement of Quitus: Python's own library and the openssl command, nothing of Quitus.

    verify_proof.py REGISTER FOLDER…

REGISTER holds certificats.pem and chaine.csv (`quitus seal export`). Each FOLDER holds releve.pdf, preuve.json and preuve.p7s
(`quitus statement proof`, or the attachments of a signed statement). One line per folder; exit 1 when one of them is not as it was sealed."""
import hashlib, json, re, ssl, subprocess, sys
from pathlib import Path

END = "-----END CERTIFICATE-----\n"
# The one form of a seal (RFC 5652), for what openssl would let pass around its signature: head, certificate, its issuer and number, signed
# attributes (content type, SHA-256 of the file, SHA-256 of the certificate), algorithm (ECDSA on P-256 or RSA).
HEAD = "3082....06092a864886f70d010702a082....3082....020101310d300b0609608648016503040201300b06092a864886f70d010701a082...."
SIGNED = "31(82..|81)..30(82..|81)..02010130(?:81)?..((?:..)*)300b0609608648016503040201a08184"
ATTRIBUTES = "301806092a864886f70d010903310b06092a864886f70d010701302f06092a864886f70d01090431220420{}3037060b2a864886f70d010910022f31283026302430220420{}"
HOW = "(300a06082a8648ce3d040302|300d06092a864886f70d0101010500)04((?:..)*)"


def read_register(folder):
    """The organisation's certificates, and the seal of each entry of its ledger: each must follow from the one before."""
    certificates = [ssl.PEM_cert_to_DER_cert(part + END) for part in (folder / "certificats.pem").read_text().split(END)[:-1]]
    seals, before = [bytes(32).hex()], bytes(32)
    for number, line in enumerate((folder / "chaine.csv").read_text().splitlines(), 1):
        entry, canonical, seal = line.split(";")
        before = hashlib.sha256(before + bytes.fromhex(canonical)).digest()
        if int(entry) != number or before.hex() != seal: sys.exit(f"chaine.csv, ligne {number} : ce sceau ne suit pas le précédent")
        seals.append(seal)
    return certificates, seals


def is_of_the_form(seal, certificate, proof):
    """True when no byte of the seal but its signature, which openssl judges, could be another one."""
    attributes = ATTRIBUTES.format(hashlib.sha256(proof).hexdigest(), hashlib.sha256(certificate).hexdigest())
    found = re.fullmatch(HEAD + certificate.hex() + SIGNED + attributes + HOW, seal.hex())
    who = bytes.fromhex(found.group(3)) if found else b""
    return any(who[:at] in certificate and who[at:] in certificate for at in range(1, len(who)))


def verdict(register, certificates, seals, folder):
    """What is wrong with a folder, or nothing."""
    statement, proof, seal = (folder / name for name in ("releve.pdf", "preuve.json", "preuve.p7s"))
    command = "openssl cms -verify -binary -inform DER -noverify -nointern -out /dev/null".split()
    given = ["-in", seal, "-content", proof, "-certfile", register / "certificats.pem"]
    of_the_form = any(is_of_the_form(seal.read_bytes(), certificate, proof.read_bytes()) for certificate in certificates)
    if not of_the_form or subprocess.run(command + given, capture_output=True).returncode != 0:
        return "preuve.json ou preuve.p7s : pas du sceau de l'organisation, ou modifié depuis"
    said = json.loads(proof.read_bytes())["statement"]
    if hashlib.sha256(statement.read_bytes()).hexdigest() != said["pdf_sha256"]:
        return "releve.pdf : ce n'est pas le relevé auquel la personne a répondu"
    if not 0 <= (head := said["head"])["entry"] < len(seals) or seals[head["entry"]] != head["seal"]:
        return "preuve.json : les comptes couverts ne sont pas dans chaine.csv"


if __name__ == "__main__":
    register = Path(sys.argv[1])
    certificates, seals = read_register(register)
    found = {folder: verdict(register, certificates, seals, Path(folder)) for folder in sys.argv[2:]}
    print(*(f"{folder} : {wrong or 'intact'}" for folder, wrong in found.items()), sep="\n")
    sys.exit(any(found.values()))
