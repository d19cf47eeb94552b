// Optional comforts. Every journey works without any of them.
import { keepDrafts } from "./drafts.js";
import { focusErrors } from "./errors.js";
import { warnOfIdleness } from "./idle.js";
import { listenToKeys } from "./keyboard.js";
import { closeMenus } from "./menus.js";
import { noticeOffline } from "./offline.js";
import { offerPrint } from "./print.js";
import { revealPasswords } from "./password.js";
import { submitOnce } from "./submit.js";

focusErrors();
closeMenus();
noticeOffline();
offerPrint();
revealPasswords();
listenToKeys();
submitOnce();
keepDrafts();
warnOfIdleness();
