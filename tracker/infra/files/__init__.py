"""Files people hand in: checked by their content, stored once, and read only unchanged.

formats, containers   which kinds are taken, told by content, and whether one has come whole: pure
store                 an upload on its way in, the blobs it becomes, and reading them back
errors                every way a file can be refused, in one line each
"""
