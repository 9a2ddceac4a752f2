"""The XMP packet of a published file: what readers that know no C2PA can still find in it."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from editor.credentials.claims import TITLE, RecordClaim

_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" {attributes}>'
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)
_NAMESPACES = {
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:xmp": "http://ns.adobe.com/xap/1.0/",
    "xmlns:xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmlns:Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "xmlns:imprimatur": "https://imprimatur.invalid/ns/1/",
}


def packet(record: RecordClaim, source_type: str, version: str, made_at: str) -> bytes:
    """The packet in UTF-8 (Adobe, XMP Specification Part 1); ``made_at`` is ISO 8601.

    IPTC's digital source type is left out where it is not known.
    """
    values = {
        "xmp:CreatorTool": f"Imprimatur {version}",
        "xmp:MetadataDate": made_at,
        "xmpMM:DocumentID": f"imprimatur:{record.publication}",
        "xmpMM:OriginalDocumentID": f"sha256:{record.approved}",
        "imprimatur:Record": record.record,
        "imprimatur:Publication": record.publication,
    }
    if source_type:
        values["Iptc4xmpExt:DigitalSourceType"] = source_type
    pairs = {**_NAMESPACES, **values}
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in pairs.items())
    return _PACKET.format(attributes=attributes, title=TITLE).encode()
