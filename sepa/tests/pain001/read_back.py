"""Reads payment files with pyiso20022, whose classes are generated from the ISO schemas, and prints what they say.

Each argument is a file. One line of JSON per file: the message, its blocks, their transfers.
"""

import importlib
import json
import sys
import warnings
from decimal import Decimal

from xsdata.exceptions import ConverterWarning
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

PARSER = XmlParser(config=ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True))


def cents(amount):
    """Integer cents of an amount, which the classes keep as a Decimal."""
    scaled = Decimal(amount) * 100
    assert scaled == scaled.to_integral_value(), amount
    return int(scaled)


def text(code):
    """The value of an enumeration, or the text itself."""
    return getattr(code, "value", code)


def agent(party):
    """BIC or other identifier of a bank, under the name of either version."""
    if party is None:
        return None
    bank = party.fin_instn_id
    bic = getattr(bank, "bicfi", None) or getattr(bank, "bic", None)
    return bic or bank.othr.id


def address(postal):
    if postal is None:
        return None
    return [postal.strt_nm, postal.bldg_nb, postal.pst_cd, postal.twn_nm, postal.ctry, list(postal.adr_line)]


def remittance(info):
    if info is None:
        return None
    if info.ustrd:
        (only,) = info.ustrd
        return ["text", only]
    (only,) = info.strd
    reference = only.cdtr_ref_inf
    assert text(reference.tp.cd_or_prtry.cd) == "SCOR" and reference.tp.issr == "ISO"
    return ["reference", reference.ref]


def transfer(one):
    assert one.amt.instd_amt.ccy == "EUR"
    return {
        "end_to_end": one.pmt_id.end_to_end_id,
        "instruction": one.pmt_id.instr_id,
        "cents": cents(one.amt.instd_amt.value),
        "bank": agent(one.cdtr_agt),
        "creditor": one.cdtr.nm,
        "address": address(one.cdtr.pstl_adr),
        "iban": one.cdtr_acct.id.iban,
        "purpose": one.purp.cd if one.purp else None,
        "remittance": remittance(one.rmt_inf),
    }


def block(one):
    day = getattr(one.reqd_exctn_dt, "dt", one.reqd_exctn_dt)
    levels = one.pmt_tp_inf.svc_lvl
    (level,) = levels if isinstance(levels, list) else [levels]
    instrument, category = one.pmt_tp_inf.lcl_instrm, one.pmt_tp_inf.ctgy_purp
    assert text(one.pmt_mtd) == "TRF" and text(one.chrg_br) == "SLEV" and level.cd == "SEPA"
    return {
        "id": one.pmt_inf_id,
        "batch": one.btch_bookg,
        "count": int(one.nb_of_txs),
        "sum": cents(one.ctrl_sum),
        "instrument": instrument.cd if instrument else None,
        "category": category.cd if category else None,
        "day": str(day),
        "debtor": one.dbtr.nm,
        "iban": one.dbtr_acct.id.iban,
        "bank": agent(one.dbtr_agt),
        "transfers": [transfer(each) for each in one.cdt_trf_tx_inf],
    }


def message(path):
    with open(path, "rb") as file:
        data = file.read()
    version = "03" if b"pain.001.001.03" in data[:200] else "09"
    module = importlib.import_module(f"pyiso20022.pain.pain_001_001_{version}")
    root = PARSER.from_bytes(data, module.Document).cstmr_cdt_trf_initn
    header = root.grp_hdr
    identifier = header.initg_pty.id.org_id.othr[0] if header.initg_pty.id else None
    scheme = identifier.schme_nm.cd if identifier and identifier.schme_nm else None
    return {
        "id": header.msg_id,
        "created": str(header.cre_dt_tm),
        "count": int(header.nb_of_txs),
        "sum": cents(header.ctrl_sum),
        "party": header.initg_pty.nm,
        "party_id": [identifier.id, scheme] if identifier else None,
        "blocks": [block(each) for each in root.pmt_inf],
    }


if __name__ == "__main__":
    # A value that does not fit its class is an error, not a warning.
    warnings.simplefilter("error", ConverterWarning)
    for argument in sys.argv[1:]:
        print(json.dumps(message(argument)))
