"""The comparison as text, for people."""


def number(value):
    """Three digits that count, thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table_of(rows):
    """Lines of the table, then the verdict, then why each goal that was missed was missed."""
    head = ("", "OURS", "REFERENCE", "RATIO", "GOAL", "")
    body = [(row["name"], number(row["ours"]), number(row["reference"]), f"{row['ratio']:.2f}",
             row["goal"], "met" if row["met"] else "MISSED") for row in rows]
    widths = [max(len(line[k]) for line in [head] + body) for k in range(len(head))]
    lines = []
    for line in [head] + body:
        cells = [line[0].ljust(widths[0])]
        cells += [line[k].rjust(widths[k]) for k in range(1, len(line))]
        lines.append("  ".join(cells).rstrip())
    met = sum(row["met"] for row in rows)
    lines.append("")
    lines.append(f"{met} of {len(rows)} goals met")
    by_reason = {}
    for row in rows:
        if not row["met"]:
            by_reason.setdefault(row["reason"], []).append(row["name"])
    for reason, names in by_reason.items():
        lines += [""] + [f"MISSED {name}" for name in names] + [f"  {reason}"]
    return lines


def missing_of(missing, reasons):
    """Lines that say what was not measured. `reasons`: why, by the name of the measurement."""
    lines = []
    for name, needs in missing:
        why = sorted({reasons.get(need, need + " was not measured") for need in needs})
        lines.append(f"not measured: {name}: {'; '.join(why)}")
    return lines
