// Optional comforts. Every journey works without any of them.
import { focusErrors } from "./errors.js";
import { closeMenus } from "./menus.js";
import { noticeOffline } from "./offline.js";
import { revealPasswords } from "./password.js";
import { shortcuts } from "./shortcuts.js";
import { submitOnce } from "./submit.js";

focusErrors();
closeMenus();
noticeOffline();
revealPasswords();
shortcuts();
submitOnce();
