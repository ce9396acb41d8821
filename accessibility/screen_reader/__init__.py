"""A real screen reader, Orca in French, on a desktop without a screen: what a blind citizen hears, as text.

It is evidence of how pages speak. An auditor's own environments (NVDA, JAWS, VoiceOver) stay the reference of the RGAA.
"""
