/* flow.c */
#include "flow/flow.h"
