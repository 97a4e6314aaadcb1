"""Reads JSON texts (one to a line, each as a JSON string) and prints each value again, or the error with its offset."""
import json
import math
import sys

sys.setrecursionlimit(10_000)


def kept(value):
    """What FastAPI's encoder keeps, and null for what JSON cannot print."""
    if isinstance(value, dict):
        return {key: kept(member) for key, member in value.items() if not key.startswith('_sa')}
    if isinstance(value, list):
        return [kept(member) for member in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def escaped(text):
    return ''.join(f'\\u{ord(c):04x}' if 0xd800 <= ord(c) < 0xe000 else c for c in text)


sys.stdin.reconfigure(encoding='utf-8')
sys.stdout.reconfigure(encoding='utf-8', newline='\n')
for line in sys.stdin.read().split('\n'):
    text = json.loads(line)
    try:
        value = json.JSONDecoder().decode(text)
        print(escaped(json.dumps(kept(value), ensure_ascii=False, separators=(',', ':'))))
    except json.JSONDecodeError as error:
        print(error.pos, error.msg)
