/* Starts a command in this console, presses Ctrl-C when a file has a number of lines, and waits for the command's end.

     press-ctrl-c FILE LINES COMMAND...

   Prints the milliseconds from Ctrl-C to the end. Its exit code is that of the command; 125 if the command ended before, 126 if the file
   did not grow or the command did not end. Everything in the console gets a Ctrl-C, as from a keyboard:
   https://learn.microsoft.com/en-us/windows/console/generateconsolectrlevent */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum { MOST_WAITED = 120000, POLL_INTERVAL = 20 };

/* Only what has a handler of its own outlives a Ctrl-C; ignoring it instead would be inherited by the command. */
static BOOL WINAPI outlive(DWORD event) { return event == CTRL_C_EVENT; }

/* Starts a command with this process's input and output. */
static BOOL start(char *command, DWORD flags, PROCESS_INFORMATION *process) {
    STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    return CreateProcessA(NULL, command, NULL, NULL, TRUE, flags, NULL, NULL, &startup, process);
}

static int lines_of(const char *path) {
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    char bytes[65536];
    DWORD read;
    int lines = 0;
    if (file == INVALID_HANDLE_VALUE) return 0;
    while (ReadFile(file, bytes, sizeof bytes, &read, NULL) && read > 0)
        for (DWORD at = 0; at < read; at++) lines += bytes[at] == '\n';
    CloseHandle(file);
    return lines;
}

int main(int count, char **words) {
    char command[8192] = "";
    PROCESS_INFORMATION process;
    ULONGLONG began, pressed;
    DWORD console[2], code;
    if (count < 4) return fprintf(stderr, "usage: press-ctrl-c FILE LINES COMMAND...\n"), 124;
    if (GetConsoleProcessList(console, 2) == 0) {
        /* Started without a console, as by wine without a terminal: once more, in one without a window. */
        if (!start(GetCommandLineA(), CREATE_NO_WINDOW, &process)) return 124;
        WaitForSingleObject(process.hProcess, INFINITE);
        return GetExitCodeProcess(process.hProcess, &code) ? (int)code : 124;
    }
    for (int word = 3; word < count; word++) {
        size_t used = strlen(command);
        snprintf(command + used, sizeof command - used, "%s\"%s\"", word > 3 ? " " : "", words[word]);
    }
    SetConsoleCtrlHandler(outlive, TRUE);
    if (!start(command, 0, &process)) return fprintf(stderr, "cannot start %s: error %lu\n", command, GetLastError()), 124;
    for (began = GetTickCount64(); lines_of(words[1]) < atoi(words[2]);) {
        if (WaitForSingleObject(process.hProcess, POLL_INTERVAL) == WAIT_OBJECT_0) return 125;
        if (GetTickCount64() - began > MOST_WAITED) return TerminateProcess(process.hProcess, 1), 126;
    }
    pressed = GetTickCount64();
    if (!GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) return fprintf(stderr, "no console: error %lu\n", GetLastError()), 124;
    if (WaitForSingleObject(process.hProcess, MOST_WAITED) != WAIT_OBJECT_0) return TerminateProcess(process.hProcess, 1), 126;
    printf("%llu\n", GetTickCount64() - pressed);
    return GetExitCodeProcess(process.hProcess, &code) ? (int)code : 126;
}
