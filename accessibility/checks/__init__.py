"""Scripted checks for what axe cannot see: small functions, each declared with the criteria that it is about.

What must run in the page is in the scripts (*.js) beside the modules, and only reads; Python judges.
"""
