"""The starter catalogue: content as files that people can edit, and the code that loads them.

`fields.toml` and `occupations.toml` stand here, one file per career in `careers/`.
"""
