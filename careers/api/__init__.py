"""The read-only JSON API under /api/v1/: what its pages show, for programs.

`routes` says which addresses there are, `shapes` what an answer holds, `facts` where that is from,
`answers` what all of them have in common.
"""
