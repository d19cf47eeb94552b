"""Every way in which a backup or a restore can fail, in one line each."""

from __future__ import annotations

from tracker.kernel.errors import Conflict, NotFound, RuleViolation
from tracker.kernel.labels import Label


class NoArchive(NotFound):
    code = "no_archive"
    label = Label("没有这个备份文件：{name}", "There is no such archive: {name}")


class NotOurs(RuleViolation):
    code = "not_ours"
    label = Label(
        "“{name}”不是本系统的备份，或开头已经损坏",
        "“{name}” is no backup of this product, or its beginning is damaged",
    )


class OtherFormat(RuleViolation):
    code = "other_format"
    label = Label(
        "备份的格式版本是{theirs}，本程序只能读{ours}；请用对应版本的程序恢复",
        "The archive has format {theirs} and this program reads {ours}; use the version that fits",
    )


class Damaged(RuleViolation):
    code = "damaged"
    label = Label("备份已损坏，不能使用：{what}", "The archive is damaged and no use: {what}")


class Unsound(RuleViolation):
    code = "unsound"
    label = Label(
        "备份文件完整，但库中的操作日志核对不一致，已另存为 {name}：{what}",
        "The copy is faithful, but the audit log does not check; it is kept as {name}: {what}",
    )


class OtherDatabase(RuleViolation):
    code = "other_database"
    label = Label(
        "这是 {theirs} 的备份，而 TRACKER_DATABASE_URL 指向 {ours}",
        "This is a backup of {theirs}, but TRACKER_DATABASE_URL names {ours}",
    )


class OtherVersion(RuleViolation):
    code = "other_version"
    label = Label(
        "备份来自较新的版本（{theirs}），请先升级本程序",
        "The backup is of a newer version ({theirs}); upgrade this program first",
    )


class OtherKey(RuleViolation):
    code = "other_key"
    label = Label(
        "操作日志密钥与备份不符（备份 {theirs}，现有 {ours}）：请先放回 audit.key，"
        "密钥确已遗失时加 --other-key",
        "The audit key is not that of the backup ({theirs}, not {ours}): put audit.key back, or,"
        " if it is lost for good, add --other-key",
    )


class NotEmpty(Conflict):
    code = "not_empty"
    label = Label(
        "当前数据库或附件目录已有数据，未作改动；确要替换请加 --force，原有数据会另存",
        "The database or the attachments hold data; nothing was changed. To replace them add"
        " --force; what is there now is kept aside",
    )


class InUse(Conflict):
    code = "in_use"
    label = Label(
        "数据库正在使用，未作改动：请先停止 tracker 服务",
        "The database is in use; nothing was changed: stop the tracker services first",
    )


class ToolMissing(RuleViolation):
    code = "tool_missing"
    label = Label(
        "找不到 {tool}：请安装 PostgreSQL 客户端，或用 TRACKER_PG_BIN 指明其目录",
        "{tool} was not found: install the PostgreSQL client, or name its folder in TRACKER_PG_BIN",
    )


class ToolFailed(RuleViolation):
    code = "tool_failed"
    label = Label("{tool} 没有成功：{why}", "{tool} failed: {why}")


class CannotCheck(RuleViolation):
    code = "cannot_check"
    label = Label(
        "无法核验备份：数据库账号需要建立临时数据库的权限（ALTER ROLE … CREATEDB）",
        "The copy cannot be checked: the account may not create a scratch database"
        " (ALTER ROLE … CREATEDB)",
    )


class CannotWrite(RuleViolation):
    code = "cannot_write"
    label = Label("无法读写 {name}：{why}", "Cannot read or write {name}: {why}")
