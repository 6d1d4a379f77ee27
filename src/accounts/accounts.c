/* accounts.c */
#include "accounts/accounts.h"
